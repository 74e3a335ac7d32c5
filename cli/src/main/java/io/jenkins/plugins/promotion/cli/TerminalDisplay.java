package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What happened stays above, what is happening is drawn again in a few lines below. */
final class TerminalDisplay implements Display {
    private static final long REDRAW_MILLIS = 200;

    private final Terminal terminal;
    private final Clock clock;
    private final Runnable stopTicking;
    private final Map<String, StatusRow> rows = new LinkedHashMap<>();
    private int drawn;
    private boolean closed;
    private boolean asking;

    /** What happened while somebody was asked. */
    private final StringBuilder held = new StringBuilder();

    TerminalDisplay(Terminal terminal, Clock clock) {
        this(terminal, clock, null);
    }

    private TerminalDisplay(Terminal terminal, Clock clock, ScheduledExecutorService ticker) {
        this.terminal = terminal;
        this.clock = clock;
        this.stopTicking = ticker == null ? () -> {} : ticker::shutdownNow;
    }

    /** A display that draws its countdowns again by itself. */
    static TerminalDisplay live(Terminal terminal) {
        ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "display");
            thread.setDaemon(true);
            return thread;
        });
        TerminalDisplay display = new TerminalDisplay(terminal, Clock.systemUTC(), ticker);
        ticker.scheduleAtFixedRate(display::tick, REDRAW_MILLIS, REDRAW_MILLIS, TimeUnit.MILLISECONDS);
        return display;
    }

    /** Time went on. */
    synchronized void tick() {
        if (!closed) {
            draw("");
        }
    }

    @Override
    public synchronized void phase(String environment, String phase, State state) {
        StatusRow row = row(environment);
        if (state == State.STARTED) {
            row.started(phase, clock.instant());
            draw("");
            return;
        }
        String mark = state == State.DONE
                ? terminal.paint(Ink.GREEN, terminal.glyph("✓", "+"))
                : terminal.paint(Ink.RED, terminal.glyph("✗", "x"));
        String took = row.ended(phase)
                .map(start -> Lasting.between(start, clock.instant()))
                .orElse("");
        draw(String.format("%s %-11s  %-13s  %s", mark, environment, phase, terminal.paint(Ink.DIM, took)) + "\n");
    }

    @Override
    public synchronized void weights(String environment, TrafficSplit split) {
        row(environment).weights(split);
        draw("");
    }

    @Override
    public synchronized void probe(String environment, Slot slot, boolean healthy, String detail) {
        row(environment).probe(slot, healthy, detail);
        draw("");
    }

    @Override
    public synchronized void countdown(String environment, String what, Instant deadline) {
        row(environment).countdown(what, deadline);
        draw("");
    }

    @Override
    public synchronized void requests(String environment, long sent, long failed) {
        row(environment).requests(sent, failed);
        draw("");
    }

    @Override
    public synchronized void line(String text) {
        int width = terminal.capabilities().width();
        draw(text.lines().map(line -> Wrapping.of(line, width - 1)).collect(Collectors.joining("\n")) + "\n");
    }

    /** Nothing is drawn over the question while the person thinks; what happens meanwhile is shown afterwards. */
    @Override
    public Optional<String> ask(String question) throws IOException, InterruptedException {
        prompt(question);
        try {
            return terminal.readLine();
        } finally {
            answered();
        }
    }

    private synchronized void prompt(String question) {
        draw(terminal.paint(Ink.BOLD, question) + " ", List.of());
        asking = true;
    }

    private synchronized void answered() {
        asking = false;
        if (!held.isEmpty()) {
            draw("");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        asking = false;
        stopTicking.run();
        draw("", List.of());
    }

    private StatusRow row(String environment) {
        return rows.computeIfAbsent(environment, StatusRow::new);
    }

    private void draw(String above) {
        Instant now = clock.instant();
        draw(
                above,
                rows.values().stream()
                        .flatMap(row -> row.lines(terminal, now).stream())
                        .toList());
    }

    /** Writes the kept text where the status stood and the status below it, in one go, so that it does not flicker. */
    private void draw(String news, List<String> status) {
        held.append(news);
        if (asking) {
            return;
        }
        String above = held.toString();
        held.setLength(0);
        StringBuilder frame = new StringBuilder();
        if (drawn > 0) {
            frame.append("\u001b[").append(drawn).append('A');
        }
        frame.append('\r');
        above.lines().forEach(line -> frame.append(line).append("\u001b[K\n"));
        if (!above.isEmpty() && !above.endsWith("\n")) {
            frame.setLength(frame.length() - 1);
        }
        status.forEach(line -> frame.append(line).append("\u001b[K\n"));
        frame.append("\u001b[J");
        drawn = status.size();
        terminal.out().print(frame);
        terminal.out().flush();
    }
}
