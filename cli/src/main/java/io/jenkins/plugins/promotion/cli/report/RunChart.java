package io.jenkins.plugins.promotion.cli.report;

import io.jenkins.plugins.promotion.engine.history.PhaseRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All deployments of a run over the run's time: a line each. */
final class RunChart {
    private static final double ROW = 26;
    private static final double BAR = 14;

    private final List<Story> stories;
    private final TimeScale scale;

    RunChart(RunReport report) {
        this.stories = report.stories();
        long from = stories.stream().mapToLong(Story::startedAt).min().orElse(0);
        long to = stories.stream().mapToLong(Story::endedAt).max().orElse(from);
        double width = DeploymentChart.WIDTH - DeploymentChart.LEFT - DeploymentChart.RIGHT;
        this.scale = TimeScale.of(from, to, DeploymentChart.LEFT, width, DeploymentChart.idle(phases()));
    }

    private List<PhaseRecord> phases() {
        List<PhaseRecord> all = new ArrayList<>();
        stories.forEach(story -> all.addAll(story.record().phases()));
        all.sort(Comparator.comparingLong(PhaseRecord::startedAt));
        return all;
    }

    void write(Html html) {
        double bottom = stories.size() * ROW;
        html.in(
                "svg.chart",
                () -> {
                    TimeAxis.write(html, scale, bottom);
                    for (int i = 0; i < stories.size(); i++) {
                        deployment(html, stories.get(i), i * ROW + ROW / 2);
                    }
                },
                "viewBox",
                "0 0 " + Html.number(DeploymentChart.WIDTH) + " " + Html.number(bottom + TimeAxis.HEIGHT),
                "role",
                "img",
                "aria-label",
                "The deployments of the run, one after the other; the table of each deployment tells its phases.");
    }

    private void deployment(Html html, Story story, double middle) {
        html.in(
                "text.name",
                Words.fitting(story.environment(), 14),
                "x",
                DeploymentChart.LEFT - 12,
                "y",
                middle + 4,
                "text-anchor",
                "end");
        double left = scale.x(story.startedAt());
        double right = scale.x(story.endedAt());
        html.shape("rect.span", "x", left, "y", middle - BAR / 2, "width", right - left, "height", BAR, "rx", 1.5);
        Timeline timeline = new Timeline(story, scale);
        for (PhaseRecord phase : story.record().phases()) {
            double[] bar = timeline.bar(phase);
            html.in(
                    "rect." + PhaseState.of(phase).css(),
                    () -> html.in("title", phase.name()),
                    "x",
                    bar[0],
                    "y",
                    middle - BAR / 2,
                    "width",
                    // A hair's breadth stays free between two phases.
                    Math.max(bar[1] - 0.8, 1.2),
                    "height",
                    BAR);
        }
        html.in(
                "text." + Words.css(story.record().result()),
                Words.lasting(story.endedAt() - story.startedAt()),
                "x",
                right + 6,
                "y",
                middle + 4);
    }
}
