package io.jenkins.plugins.promotion.cli.report;

import io.jenkins.plugins.promotion.engine.EnvironmentStatus;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.Map;

/**
 * What is where in one environment, in words; a dash where nothing is known.
 *
 * @param live the release that has all traffic
 */
record Standing(String environment, String live, String blue, String green, String traffic) {
    private static final String NOTHING = "–";

    /** As somebody looked. */
    static Standing of(EnvironmentStatus status) {
        return new Standing(
                status.environment(),
                status.live().orElse(NOTHING),
                status.releases().getOrDefault(Slot.BLUE, NOTHING),
                status.releases().getOrDefault(Slot.GREEN, NOTHING),
                status.split().map(TrafficSplit::toString).orElse("unknown: " + status.problem()));
    }

    /** As the deployment left it, by its record. */
    static Standing of(Story story) {
        Map<String, Integer> split = story.record().live();
        String live = NOTHING;
        for (Slot slot : Slot.values()) {
            if (split.getOrDefault(slot.toString(), 0) == 100) {
                live = orNothing(story.releaseIn(slot));
            }
        }
        String traffic = split.isEmpty()
                ? NOTHING
                : "blue " + split.getOrDefault("blue", 0) + " %, green " + split.getOrDefault("green", 0) + " %";
        return new Standing(
                story.environment(),
                live,
                orNothing(story.releaseIn(Slot.BLUE)),
                orNothing(story.releaseIn(Slot.GREEN)),
                traffic);
    }

    private static String orNothing(String text) {
        return text.isEmpty() ? NOTHING : text;
    }
}
