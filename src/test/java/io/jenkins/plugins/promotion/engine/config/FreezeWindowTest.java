package io.jenkins.plugins.promotion.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreezeWindowTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void shouldFreezeTheWeekendInItsOwnTimeZone() {
        FreezeWindow weekend = FreezeWindow.of("* * * * 6,7", BERLIN);

        assertThat(weekend.contains(Instant.parse("2025-06-13T21:59:59Z"))).isFalse(); // Friday 23:59:59 in Berlin
        assertThat(weekend.contains(Instant.parse("2025-06-13T22:00:00Z"))).isTrue();
        assertThat(weekend.contains(Instant.parse("2025-06-15T21:59:59Z"))).isTrue();
        assertThat(weekend.contains(Instant.parse("2025-06-15T22:00:00Z"))).isFalse();
    }

    @Test
    void shouldSayWhenTheWeekendEnds() {
        FreezeWindow weekend = FreezeWindow.of("* * * * 6,7", BERLIN);

        assertThat(weekend.endsAfter(Instant.parse("2025-06-14T10:00:30Z")))
                .contains(Instant.parse("2025-06-15T22:00:00Z"));
    }

    @Test
    void shouldBeFreeAtOnceOutsideTheWindow() {
        Instant wednesday = Instant.parse("2025-06-11T10:00:30Z");

        assertThat(FreezeWindow.of("* * * * 6,7", BERLIN).endsAfter(wednesday)).contains(wednesday);
    }

    @Test
    void shouldEndAtTheNextFreeMinute() {
        FreezeWindow nights = FreezeWindow.of("* 22-23,0-5 * * *", ZoneOffset.UTC);

        assertThat(nights.endsAfter(Instant.parse("2025-06-14T23:10:30Z")))
                .contains(Instant.parse("2025-06-15T06:00:00Z"));
    }

    @Test
    void shouldNeverEndWhenEveryMinuteIsFrozen() {
        assertThat(FreezeWindow.of("* * * * *", BERLIN).endsAfter(Instant.parse("2025-06-14T10:00:00Z")))
                .isEmpty();
    }

    @Test
    void shouldEndAfterMonthsOfFreeze() {
        assertThat(FreezeWindow.of("* * * 11-12 *", ZoneOffset.UTC).endsAfter(Instant.parse("2025-11-01T00:00:00Z")))
                .contains(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void shouldKeepToTheClockWhenSummerTimeEnds() {
        FreezeWindow night = FreezeWindow.of("* 2 26 10 *", BERLIN);

        assertThat(night.contains(Instant.parse("2025-10-26T00:30:00Z"))).isTrue(); // 02:30, first time
        assertThat(night.endsAfter(Instant.parse("2025-10-26T00:30:00Z")))
                .contains(Instant.parse("2025-10-26T02:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "'0 0 13 * 5',  2025-06-13T00:00:00Z, true", // either day field when both are restricted
        "'0 0 13 * 5',  2025-06-20T00:00:00Z, true",
        "'0 0 13 * 5',  2025-07-13T00:00:00Z, true",
        "'0 0 13 * 5',  2025-07-14T00:00:00Z, false",
        "'0 0 */2 * 5', 2025-06-20T00:00:00Z, false", // both when one starts with a star
        "'*/15 * * * *', 2025-06-20T10:45:30Z, true",
        "'*/15 * * * *', 2025-06-20T10:46:00Z, false",
        "'5/20 * * * *', 2025-06-20T10:25:00Z, true",
        "'0 9-17 * dec mon-fri', 2025-12-24T12:00:00Z, true",
        "'0 9-17 * DEC MON-FRI', 2025-12-27T12:00:00Z, false",
        "'* * * * 0', 2025-06-15T00:00:00Z, true",
        "'* * * * 5-7', 2025-06-15T00:00:00Z, true"
    })
    void shouldReadCronAsCrontabDoes(String cron, Instant instant, boolean frozen) {
        assertThat(FreezeWindow.of(cron, ZoneOffset.UTC).contains(instant)).isEqualTo(frozen);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "* * * * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * * 13 *",
                "* * * * 8",
                "5-1 * * * *",
                "*/0 * * * *",
                "a * * * *",
                "1, * * * *",
                "-1 * * * *",
                "1-2-3 * * * *",
                "* * * foo *"
            })
    void shouldRefuseWhatIsNoCronExpression(String cron) {
        assertThatThrownBy(() -> FreezeWindow.of(cron, ZoneOffset.UTC)).isInstanceOf(IllegalArgumentException.class);
    }
}
