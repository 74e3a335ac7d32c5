package io.jenkins.plugins.promotion.cli.pipeline.steps;

import java.time.Duration;

/** Durations in words. */
final class Durations {

    private Durations() {}

    static String words(Duration duration) {
        if (duration.toMillis() < 1000) {
            return duration.toMillis() + " ms";
        }
        if (duration.toSeconds() < 120) {
            return duration.toSeconds() + " sec";
        }
        return duration.toMinutes() + " min"
                + (duration.toSecondsPart() > 0 ? " " + duration.toSecondsPart() + " sec" : "");
    }
}
