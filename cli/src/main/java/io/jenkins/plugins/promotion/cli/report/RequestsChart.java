package io.jenkins.plugins.promotion.cli.report;

import io.jenkins.plugins.promotion.cli.load.LoadResult;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Answers per second, one area above the other for each version, and every loss of a request marked in red. */
final class RequestsChart {
    static final double HEIGHT = 84;
    /** Above the areas, for the marks of lost requests. */
    private static final double MARKS = 12;

    private static final int MOST_BINS = 160;

    private final LoadResult load;
    private final Function<String, Optional<Slot>> slotOf;
    private final TimeScale scale;
    private final long binMillis;
    private final List<Bin> bins;

    /** What ended within a short time from {@code at} on, epoch milliseconds. */
    record Bin(long at, Map<String, Integer> ok, int failed) {
        int total() {
            return failed + ok.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /** @param slotOf where a version stood, as far as that is known */
    RequestsChart(LoadResult load, Function<String, Optional<Slot>> slotOf, TimeScale scale) {
        this.load = load;
        this.slotOf = slotOf;
        this.scale = scale;
        long step = LoadResult.STEP.toMillis();
        long wanted = Math.max(2 * step, (scale.to() - scale.from()) / MOST_BINS);
        this.binMillis = (wanted + step - 1) / step * step;
        this.bins = bins(load, scale.from(), scale.to(), binMillis);
    }

    /** The points of that time, some steps of the load taken together; without times in which nothing ended. */
    static List<Bin> bins(LoadResult load, long from, long to, long millis) {
        // The last one is a whole one, so that it does not look as if fewer requests were answered.
        long end = from + (to - from + millis - 1) / millis * millis;
        Map<Long, Bin> bins = new TreeMap<>();
        for (LoadResult.Point point : load.points()) {
            long at = load.started().toEpochMilli() + point.atMillis();
            if (at >= from && at < end) {
                long start = from + (at - from) / millis * millis;
                bins.merge(start, new Bin(start, point.ok(), point.failed()), RequestsChart::sum);
            }
        }
        return List.copyOf(bins.values());
    }

    private static Bin sum(Bin one, Bin other) {
        Map<String, Integer> ok = new TreeMap<>(one.ok());
        other.ok().forEach((version, count) -> ok.merge(version, count, Integer::sum));
        return new Bin(one.at(), ok, one.failed() + other.failed());
    }

    String words() {
        int failed = bins.stream().mapToInt(Bin::failed).sum();
        int answered = bins.stream().mapToInt(Bin::total).sum() - failed;
        return answered + " answered, " + failed + " failed, by version " + String.join(", ", versions());
    }

    /** Blue's at the bottom, as where the weights are drawn. */
    private List<String> versions() {
        return bins.stream()
                .flatMap(bin -> bin.ok().keySet().stream())
                .distinct()
                .sorted(Comparator.comparing((String version) ->
                                slotOf.apply(version).map(Slot::ordinal).orElse(Slot.values().length))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    void write(Html html) {
        html.in("text.name", "answers/s", "x", DeploymentChart.LEFT - 12, "y", MARKS + 8, "text-anchor", "end");
        double right = scale.x(scale.to());
        html.shape("line.ground", "x1", DeploymentChart.LEFT, "x2", right, "y1", HEIGHT, "y2", HEIGHT);
        int most = bins.stream().mapToInt(Bin::total).max().orElse(0);
        if (most == 0) {
            html.in("text.tick", "no request was answered here", "x", DeploymentChart.LEFT + 6, "y", HEIGHT - 8);
            return;
        }
        areas(html, most);
        bins.stream().filter(bin -> bin.failed() > 0).forEach(bin -> failure(html, bin, most));
        html.in("text.tick", Math.round(most * 1000.0 / binMillis) + "/s", "x", right + 6, "y", MARKS + 6);
        html.in("text.tick", "0", "x", right + 6, "y", HEIGHT);
    }

    /** Painted from the highest to the lowest, each down to the ground. */
    private void areas(Html html, int most) {
        List<String> below = new ArrayList<>(versions());
        while (!below.isEmpty()) {
            String top = below.get(below.size() - 1);
            String css = slotOf.apply(top).map(slot -> "slot-" + slot).orElse("slot-unknown");
            html.shape("path." + css, "d", area(below, most));
            below.remove(below.size() - 1);
        }
    }

    private String area(List<String> versions, int most) {
        StringBuilder path = new StringBuilder();
        for (Bin bin : bins) {
            int count = versions.stream()
                    .mapToInt(version -> bin.ok().getOrDefault(version, 0))
                    .sum();
            path.append("M").append(Html.number(scale.x(bin.at()))).append(' ').append(Html.number(HEIGHT));
            path.append("V").append(Html.number(HEIGHT - height(count, most)));
            path.append("H").append(Html.number(scale.x(bin.at() + binMillis)));
            path.append("V").append(Html.number(HEIGHT)).append("Z");
        }
        return path.toString();
    }

    private void failure(Html html, Bin bin, int most) {
        double x = scale.x(bin.at());
        double width = Math.max(1.5, scale.x(bin.at() + binMillis) - x);
        double bottom = HEIGHT - height(bin.total() - bin.failed(), most);
        double height = Math.max(2, height(bin.failed(), most));
        html.shape("rect.lost", "x", x, "y", bottom - height, "width", width, "height", height);
        double middle = x + width / 2;
        html.shape(
                "path.lost",
                "d",
                "M" + Html.number(middle - 4) + " 0H" + Html.number(middle + 4) + "L" + Html.number(middle) + " 7Z");
    }

    private static double height(int count, int most) {
        return (HEIGHT - MARKS) * count / most;
    }
}
