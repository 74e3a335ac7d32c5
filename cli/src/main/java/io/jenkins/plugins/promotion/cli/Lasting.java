package io.jenkins.plugins.promotion.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Durations as people read them: {@code 340 ms}, {@code 1.2 s}, {@code 4:32}, {@code 1:02:03}. */
final class Lasting {
    private Lasting() {}

    static String between(Instant from, Instant to) {
        return of(Duration.between(from, to));
    }

    static String of(Duration duration) {
        if (duration.isNegative()) {
            return "0 ms";
        }
        if (duration.toMillis() < 1000) {
            return duration.toMillis() + " ms";
        }
        if (duration.toMillis() < 60_000) {
            return String.format(Locale.ROOT, "%d.%d s", duration.toSeconds(), duration.toMillisPart() / 100);
        }
        return clock(duration);
    }

    /** Whole seconds, as a clock: {@code 0:07}. */
    static String clock(Duration duration) {
        Duration rest = duration.isNegative() ? Duration.ZERO : duration;
        return rest.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", rest.toHours(), rest.toMinutesPart(), rest.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", rest.toMinutes(), rest.toSecondsPart());
    }
}
