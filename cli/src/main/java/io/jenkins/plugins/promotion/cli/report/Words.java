package io.jenkins.plugins.promotion.cli.report;

import io.jenkins.plugins.promotion.engine.history.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Numbers, times and results as people read them. */
final class Words {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private Words() {}

    /** @param millis epoch milliseconds */
    static String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis));
    }

    /** {@code 34 ms}, {@code 1.2 s}, {@code 2 min 5 s}, {@code 3 h 4 min}. */
    static String lasting(long millis) {
        if (millis < 1000) {
            return Math.max(millis, 0) + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", Math.min(millis, 59_900) / 1000.0);
        }
        Duration duration = Duration.ofMillis(millis);
        return duration.toHours() == 0
                ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                : duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }

    /** A time on an axis: {@code 0}, {@code 0.5 s}, {@code 20 s}, {@code 2:30}, {@code 1:02:00}. */
    static String clock(long millis) {
        if (millis == 0) {
            return "0";
        }
        if (millis < 60_000) {
            return Html.number(millis / 1000.0) + " s";
        }
        Duration duration = Duration.ofMillis(millis);
        return duration.toHours() == 0
                ? String.format(Locale.ROOT, "%d:%02d", duration.toMinutes(), duration.toSecondsPart())
                : String.format(
                        Locale.ROOT,
                        "%d:%02d:%02d",
                        duration.toHours(),
                        duration.toMinutesPart(),
                        duration.toSecondsPart());
    }

    /** A latency, in milliseconds with one decimal. */
    static String latency(Duration duration) {
        return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1_000_000.0);
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code a}, {@code a and b}, {@code a, b and c}. */
    static String list(List<String> words) {
        return words.size() < 2
                ? String.join("", words)
                : String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.get(words.size() - 1);
    }

    /** The text, cut to as many characters. */
    static String fitting(String text, double characters) {
        int most = (int) characters;
        return text.length() <= most ? text : text.substring(0, Math.max(most - 1, 0)) + "…";
    }

    static String of(Result result) {
        return switch (result) {
            case RUNNING -> "not ended";
            case SUCCEEDED -> "succeeded";
            case ROLLED_BACK -> "rolled back";
            case FAILED -> "failed";
            case NEEDS_A_PERSON -> "needs a person";
        };
    }

    /** The class in the style sheet. */
    static String css(Result result) {
        return "result-" + result.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
