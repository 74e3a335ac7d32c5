package io.jenkins.plugins.promotion.cli.report;

/** The times below a drawing, and a line up from each. */
final class TimeAxis {
    /** How much room it takes below the drawing. */
    static final double HEIGHT = 22;

    private TimeAxis() {}

    /** @param bottom of the drawing */
    static void write(Html html, TimeScale scale, double bottom) {
        for (long tick : scale.ticks()) {
            double x = scale.x(tick);
            html.shape("line.grid", "x1", x, "x2", x, "y1", 0, "y2", bottom);
            html.in(
                    "text.tick",
                    Words.clock(tick - scale.from()),
                    "x",
                    x,
                    "y",
                    bottom + HEIGHT - 6,
                    "text-anchor",
                    "middle");
        }
    }
}
