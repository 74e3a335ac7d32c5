package io.jenkins.plugins.promotion.cli.report;

import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.rollback.RollbackDriver;
import io.jenkins.plugins.promotion.engine.rollout.RolloutJournal;
import io.jenkins.plugins.promotion.engine.rollout.TrafficRestorable;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How blue and green shared the traffic over time: one area for each slot, with the release that stood there. */
final class WeightsChart {
    static final double HEIGHT = 84;

    private static final double NARROWEST_LABEL = 24;

    private final Story story;
    private final TimeScale scale;
    private final List<Step> steps;

    /** From a time on, epoch milliseconds, blue has that percent. */
    record Step(long at, int blue) {
        int weight(Slot slot) {
            return slot == Slot.BLUE ? blue : 100 - blue;
        }
    }

    WeightsChart(Story story, TimeScale scale) {
        this.story = story;
        this.scale = scale;
        this.steps = steps(story);
    }

    /** What the baseline says, and what routers accepted since. */
    static List<Step> steps(Story story) {
        Map<String, String> before =
                story.record().baseline().of(TrafficRestorable.NAME).orElse(Map.of());
        List<Step> steps = new ArrayList<>();
        if (before.containsKey("blue")) {
            steps.add(new Step(story.startedAt(), Integer.parseInt(before.get("blue"))));
        }
        for (JournalEntry entry : story.journal()) {
            boolean applied = entry.kind().equals(RolloutJournal.APPLIED)
                    && Boolean.TRUE.equals(entry.data().get("ok"));
            boolean restored = entry.kind().equals(RollbackDriver.OUTCOME)
                    && entry.text("name").equals(TrafficRestorable.NAME)
                    && entry.text("result").equals("RESTORED")
                    && before.containsKey("blue");
            if (applied) {
                steps.add(new Step(entry.at(), (int) entry.number("blue")));
            } else if (restored) {
                steps.add(new Step(entry.at(), Integer.parseInt(before.get("blue"))));
            }
        }
        return steps;
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    /** The same in words, for those who do not see it. */
    String words() {
        return steps.stream()
                .map(step -> "blue " + step.blue() + " %, green " + (100 - step.blue()) + " %")
                .collect(Collectors.joining(", then "));
    }

    void write(Html html) {
        if (isEmpty()) {
            return;
        }
        html.in("text.name", "traffic", "x", DeploymentChart.LEFT - 12, "y", 14, "text-anchor", "end");
        double left = scale.x(steps.get(0).at());
        double right = scale.x(scale.to());
        // Green fills the whole, blue stands on the ground before it.
        html.shape("rect.slot-green", "x", left, "y", 0, "width", right - left, "height", HEIGHT);
        html.shape("path.slot-blue", "d", area());
        for (int i = 0; i < steps.size(); i++) {
            weight(html, i);
        }
        legend(html, Slot.GREEN, HEIGHT - 24);
        legend(html, Slot.BLUE, HEIGHT - 6);
        for (int percent : new int[] {0, 50, 100}) {
            html.in("text.tick", percent + " %", "x", right + 6, "y", Math.max(9, y(percent) + 4));
        }
    }

    private String area() {
        StringBuilder path =
                new StringBuilder("M").append(Html.number(left(0))).append(' ').append(Html.number(HEIGHT));
        for (int i = 0; i < steps.size(); i++) {
            path.append("V").append(Html.number(y(steps.get(i).blue())));
            path.append("H").append(Html.number(right(i)));
        }
        return path.append("V").append(Html.number(HEIGHT)).append("Z").toString();
    }

    /** The new slot's percent, where it changed and there is room for it. */
    private void weight(Html html, int index) {
        Slot slot = story.slot().orElse(Slot.BLUE);
        Step step = steps.get(index);
        boolean between = step.blue() > 0 && step.blue() < 100;
        if (between && right(index) - left(index) > NARROWEST_LABEL) {
            double edge = y(step.blue());
            boolean above = edge > HEIGHT / 2;
            html.in("text.weight", step.weight(slot) + " %", "x", left(index) + 4, "y", above ? edge - 4 : edge + 13);
        }
    }

    /** Which colour is which, on the left, in the order in which they stand above each other. */
    private void legend(Html html, Slot slot, double y) {
        String release = story.releaseIn(slot);
        html.shape("rect.slot-" + slot, "x", DeploymentChart.LEFT - 21, "y", y - 9, "width", 9, "height", 9, "rx", 1.5);
        html.in(
                "text.tick",
                Words.fitting(release.isEmpty() ? "nothing" : release, 13),
                "x",
                DeploymentChart.LEFT - 26,
                "y",
                y,
                "text-anchor",
                "end");
    }

    private double left(int index) {
        return scale.x(steps.get(index).at());
    }

    private double right(int index) {
        return index + 1 < steps.size() ? left(index + 1) : scale.x(scale.to());
    }

    private static double y(int bluePercent) {
        return HEIGHT - HEIGHT * bluePercent / 100;
    }
}
