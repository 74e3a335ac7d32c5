package io.jenkins.plugins.promotion.cli.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts times on a horizontal line, to scale, save for long waits in which nothing happens: they are cut short, and marked.
 * Times are epoch milliseconds.
 */
final class TimeScale {
    /** How wide a cut is, in units of the drawing. */
    static final double CUT = 36;

    private static final long SHORTEST_CUT = 5_000;
    private static final long[] STEPS = {
        100,
        200,
        500,
        1_000,
        2_000,
        5_000,
        10_000,
        20_000,
        30_000,
        60_000,
        120_000,
        300_000,
        600_000,
        1_800_000,
        3_600_000,
        7_200_000,
        21_600_000,
        86_400_000
    };
    private static final int MOST_TICKS = 10;

    private final long from;
    private final long to;
    private final double left;
    private final List<Span> cuts;
    private final double unitsPerMilli;

    private TimeScale(long from, long to, double left, double width, List<Span> cuts) {
        this.from = from;
        this.to = Math.max(to, from + 1);
        this.left = left;
        this.cuts = cuts;
        long shown = this.to - from - cuts.stream().mapToLong(Span::millis).sum();
        this.unitsPerMilli = (width - CUT * cuts.size()) / Math.max(shown, 1);
    }

    /** A time from one moment to another. */
    record Span(long from, long to) {
        long millis() {
            return to - from;
        }
    }

    /**
     * @param left where the line begins
     * @param width of the line
     * @param idle spans in which nothing happens, in order, apart from each other
     */
    static TimeScale of(long from, long to, double left, double width, List<Span> idle) {
        long work = to - from - idle.stream().mapToLong(Span::millis).sum();
        List<Span> cuts = idle.stream()
                .filter(span -> span.millis() >= Math.max(SHORTEST_CUT, work / 3))
                .toList();
        return new TimeScale(from, to, left, width, cuts);
    }

    long from() {
        return from;
    }

    long to() {
        return to;
    }

    List<Span> cuts() {
        return cuts;
    }

    /** Where that time is; times outside are put at the ends. */
    double x(long time) {
        long until = Math.min(Math.max(time, from), to);
        double x = left;
        long at = from;
        for (Span cut : cuts) {
            if (until <= cut.from()) {
                break;
            }
            x += (cut.from() - at) * unitsPerMilli;
            if (until < cut.to()) {
                return x + CUT * (until - cut.from()) / cut.millis();
            }
            x += CUT;
            at = cut.to();
        }
        return x + (until - at) * unitsPerMilli;
    }

    /** Times for the axis, at round distances from the beginning, none of them within a cut. */
    List<Long> ticks() {
        long shown = to - from - cuts.stream().mapToLong(Span::millis).sum();
        long step = STEPS[STEPS.length - 1];
        for (int i = STEPS.length - 1; i >= 0 && shown / STEPS[i] <= MOST_TICKS; i--) {
            step = STEPS[i];
        }
        List<Long> ticks = new ArrayList<>();
        long time = from;
        while (time <= to && ticks.size() < 4 * MOST_TICKS) {
            long now = time;
            cuts.stream()
                    .filter(cut -> cut.from() < now && now < cut.to())
                    .findFirst()
                    .ifPresentOrElse(cut -> {}, () -> ticks.add(now));
            time = afterCut(time, step);
        }
        return ticks;
    }

    /** The next multiple of the step; a cut is passed in one go. */
    private long afterCut(long time, long step) {
        for (Span cut : cuts) {
            if (cut.from() < time + step && time < cut.to()) {
                return from + (cut.to() - from + step - 1) / step * step;
            }
        }
        return time + step;
    }
}
