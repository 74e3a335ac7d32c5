package io.jenkins.plugins.promotion.cli.report;

import io.jenkins.plugins.promotion.cli.load.LoadResult;
import io.jenkins.plugins.promotion.engine.history.PhaseRecord;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A deployment as a drawing: its phases, how the traffic was shared, and what became of the requests, over the same time. */
final class DeploymentChart {
    static final double WIDTH = 960;
    /** Room for the names on the left. */
    static final double LEFT = 104;
    /** Room for durations and percents on the right. */
    static final double RIGHT = 76;

    private static final double GAP = 14;

    private final Story story;
    private final Optional<LoadResult> load;
    private final TimeScale scale;

    DeploymentChart(Story story, Optional<LoadResult> load) {
        this.story = story;
        this.load = load;
        long margin = (story.endedAt() - story.startedAt()) / 25;
        this.scale = TimeScale.of(
                story.startedAt(),
                story.endedAt() + margin,
                LEFT,
                WIDTH - LEFT - RIGHT,
                idle(story.record().phases()));
    }

    /** The waits between the phases, as for an approval; what a crash cut off ends with what follows it. */
    static List<TimeScale.Span> idle(List<PhaseRecord> phases) {
        List<TimeScale.Span> idle = new ArrayList<>();
        long busyUntil = Long.MAX_VALUE;
        for (PhaseRecord phase : phases) {
            if (phase.startedAt() > busyUntil) {
                idle.add(new TimeScale.Span(busyUntil, phase.startedAt()));
            }
            long end = Math.max(phase.startedAt(), phase.endedAt());
            busyUntil = busyUntil == Long.MAX_VALUE ? end : Math.max(busyUntil, end);
        }
        return idle;
    }

    void write(Html html) {
        Timeline timeline = new Timeline(story, scale);
        WeightsChart weights = new WeightsChart(story, scale);
        // Where the deployment never came near the traffic, the requests are no part of its story.
        Optional<RequestsChart> requests =
                load.filter(result -> !weights.isEmpty()).map(result -> new RequestsChart(result, this::slotOf, scale));
        double weightsTop = timeline.height() + GAP;
        double requestsTop = weightsTop + (weights.isEmpty() ? 0 : WeightsChart.HEIGHT + GAP);
        double axisTop = requestsTop + (requests.isEmpty() ? 0 : RequestsChart.HEIGHT + GAP);
        html.in(
                "svg.chart",
                () -> {
                    TimeAxis.write(html, scale, axisTop);
                    timeline.write(html);
                    if (!weights.isEmpty()) {
                        html.in("g", () -> weights.write(html), "transform", "translate(0 " + weightsTop + ")");
                    }
                    requests.ifPresent(chart ->
                            html.in("g", () -> chart.write(html), "transform", "translate(0 " + requestsTop + ")"));
                    cuts(html, axisTop);
                },
                "viewBox",
                "0 0 " + Html.number(WIDTH) + " " + Html.number(axisTop + TimeAxis.HEIGHT),
                "role",
                "img",
                "aria-label",
                label(weights, requests));
    }

    private String label(WeightsChart weights, Optional<RequestsChart> requests) {
        return "Phases of the deployment to " + story.environment() + " over "
                + Words.lasting(story.endedAt() - story.startedAt())
                + (weights.isEmpty() ? "" : "; traffic: " + weights.words())
                + requests.map(chart -> "; requests: " + chart.words()).orElse("")
                + ". The tables below say the same.";
    }

    private Optional<Slot> slotOf(String release) {
        for (Slot slot : Slot.values()) {
            if (!release.isEmpty() && story.releaseIn(slot).equals(release)) {
                return Optional.of(slot);
            }
        }
        return Optional.empty();
    }

    private void cuts(Html html, double bottom) {
        for (TimeScale.Span cut : scale.cuts()) {
            double x = scale.x(cut.from());
            html.shape("rect.cut", "x", x, "y", 0, "width", TimeScale.CUT, "height", bottom);
            html.in(
                    "text.cut",
                    Words.lasting(cut.millis()) + " not drawn",
                    "transform",
                    "translate(" + Html.number(x + TimeScale.CUT / 2 + 4) + " " + Html.number(bottom / 2)
                            + ") rotate(-90)",
                    "text-anchor",
                    "middle");
        }
    }
}
