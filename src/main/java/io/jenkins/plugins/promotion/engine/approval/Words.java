package io.jenkins.plugins.promotion.engine.approval;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How rules and times read in a message. */
final class Words {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private Words() {}

    /** {@code PT36H} as {@code 36h}. */
    static String of(Duration duration) {
        return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    static String of(long epochMillis) {
        return MINUTE.format(Instant.ofEpochMilli(epochMillis));
    }

    /** Enough of a digest to tell two apart. */
    static String digest(String digest) {
        return digest.length() <= 19 ? digest : digest.substring(0, 19) + "…";
    }

    static String lists(List<Set<String>> lists) {
        return lists.isEmpty()
                ? "anybody"
                : lists.stream().map(Words::either).collect(Collectors.joining(", who is also in "));
    }

    static String either(Collection<String> names) {
        return String.join(" or ", new TreeSet<>(names));
    }
}
