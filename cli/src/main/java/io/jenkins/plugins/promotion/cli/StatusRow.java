package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is happening in one environment, as the two lines that {@link TerminalDisplay} draws. */
final class StatusRow {
    private static final int PROBES_SHOWN = 10;
    private static final int BAR = 20;

    private final String environment;
    /** Those under way, the innermost last. */
    private final Map<String, Instant> phases = new LinkedHashMap<>();

    private final Deque<Boolean> probes = new ArrayDeque<>();
    private TrafficSplit split;
    private Slot probed;
    private String detail = "";
    private String waitingFor;
    private Instant deadline;
    private long sent;
    private long failed;

    StatusRow(String environment) {
        this.environment = environment;
    }

    void started(String phase, Instant now) {
        phases.put(phase, now);
        waitingFor = null;
    }

    /** When the phase started, unless it never did. */
    Optional<Instant> ended(String phase) {
        waitingFor = null;
        return Optional.ofNullable(phases.remove(phase));
    }

    void weights(TrafficSplit now) {
        split = now;
    }

    void probe(Slot slot, boolean healthy, String seen) {
        if (slot != probed) {
            probes.clear();
        }
        probed = slot;
        detail = seen;
        probes.addLast(healthy);
        if (probes.size() > PROBES_SHOWN) {
            probes.removeFirst();
        }
    }

    void countdown(String what, Instant until) {
        waitingFor = what;
        deadline = until;
    }

    void requests(long sentSoFar, long failedSoFar) {
        sent = sentSoFar;
        failed = failedSoFar;
    }

    /** One or two lines; none while no phase is under way. */
    List<String> lines(Terminal terminal, Instant now) {
        if (phases.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add(heading(terminal, now));
        if (split != null || probed != null) {
            lines.add(traffic(terminal));
        }
        return lines;
    }

    private String heading(Terminal terminal, Instant now) {
        ScreenLine line = new ScreenLine(terminal).add(Ink.BOLD, environment);
        Instant since = now;
        String innermost = "";
        for (Map.Entry<String, Instant> phase : phases.entrySet()) {
            innermost = phase.getKey();
            since = phase.getValue();
            line.add(Ink.DIM, terminal.glyph(" › ", " > ")).add(Ink.BLUE, innermost);
        }
        line.add(Ink.DIM, "  " + Lasting.clock(Duration.between(since, now)));
        if (waitingFor != null) {
            // Rounded up: it shows 0:00 only when the wait is over.
            Duration left = Duration.between(now, deadline).plusMillis(999);
            String what = waitingFor.equals(innermost) ? "" : waitingFor + ": ";
            line.add(Ink.YELLOW, "  " + what + Lasting.clock(left) + " left");
        }
        if (sent > 0) {
            line.add(Ink.PLAIN, String.format(Locale.ROOT, "   %,d sent, ", sent))
                    .add(failed == 0 ? Ink.GREEN : Ink.RED, String.format(Locale.ROOT, "%,d failed", failed));
        }
        return line.toString();
    }

    private String traffic(Terminal terminal) {
        ScreenLine line = new ScreenLine(terminal).add(Ink.PLAIN, "  ");
        if (split != null) {
            String filled = terminal.glyph(terminal.capabilities().colours() ? "█" : "░", "=");
            int blue = Math.round(split.blue() * BAR / 100f);
            line.add(
                            Ink.BLUE,
                            "blue " + split.blue() + " % "
                                    + terminal.glyph("█", "#").repeat(blue))
                    .add(Ink.GREEN, filled.repeat(BAR - blue) + " " + split.green() + " % green");
        }
        if (probed != null) {
            line.add(Ink.PLAIN, "   " + probed + " ");
            probes.forEach(healthy -> line.add(
                    healthy ? Ink.GREEN : Ink.RED, healthy ? terminal.glyph("✓", "+") : terminal.glyph("✗", "x")));
            line.add(Ink.DIM, " " + detail);
        }
        return line.toString();
    }
}
