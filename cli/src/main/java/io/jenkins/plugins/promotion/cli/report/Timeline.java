package io.jenkins.plugins.promotion.cli.report;

import io.jenkins.plugins.promotion.engine.history.PhaseRecord;
import java.util.List;

/** The phases of a deployment, one below the other, each where its time is. */
final class Timeline {
    private static final double ROW = 20;
    private static final double BAR = 12;
    /** So that a phase of no time is still seen. */
    private static final double NARROWEST = 2;

    private final Story story;
    private final TimeScale scale;

    Timeline(Story story, TimeScale scale) {
        this.story = story;
        this.scale = scale;
    }

    private List<PhaseRecord> phases() {
        return story.record().phases();
    }

    double height() {
        return phases().size() * ROW;
    }

    /** Where a phase's bar begins and how long it is; one that was cut off reaches as far as the deployment. */
    double[] bar(PhaseRecord phase) {
        double left = scale.x(phase.startedAt());
        double right = scale.x(phase.endedAt() == 0 ? story.endedAt() : phase.endedAt());
        return new double[] {left, Math.max(right - left, NARROWEST)};
    }

    void write(Html html) {
        for (int i = 0; i < phases().size(); i++) {
            PhaseRecord phase = phases().get(i);
            double middle = i * ROW + ROW / 2;
            double[] bar = bar(phase);
            html.in("text.name", phase.name(), "x", DeploymentChart.LEFT - 12, "y", middle + 4, "text-anchor", "end");
            html.shape(
                    "rect." + PhaseState.of(phase).css(),
                    "x",
                    bar[0],
                    "y",
                    middle - BAR / 2,
                    "width",
                    bar[1],
                    "height",
                    BAR,
                    "rx",
                    1.5);
            html.in("text." + PhaseState.of(phase).css(), words(phase), "x", bar[0] + bar[1] + 6, "y", middle + 4);
        }
    }

    private static String words(PhaseRecord phase) {
        PhaseState state = PhaseState.of(phase);
        String took = state == PhaseState.OPEN ? "" : Words.lasting(phase.endedAt() - phase.startedAt());
        return (took + " " + (state.isGood() ? "" : state.word())).strip();
    }
}
