package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A line an event, for logs; a probe or a count of requests only when it says something new. */
final class PlainDisplay implements Display {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final Terminal terminal;
    private final Clock clock;
    private final Map<String, Instant> started = new HashMap<>();
    private final Map<String, String> lastProbe = new HashMap<>();
    private final Map<String, Long> lastFailed = new HashMap<>();

    PlainDisplay(Terminal terminal) {
        this(terminal, Clock.systemDefaultZone());
    }

    PlainDisplay(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public synchronized void phase(String environment, String phase, State state) {
        String key = environment + ' ' + phase;
        switch (state) {
            case STARTED -> {
                started.put(key, clock.instant());
                event(environment, phase + " started");
            }
            case DONE -> event(environment, phase + " done" + after(key));
            case FAILED -> event(environment, phase + " FAILED" + after(key));
        }
    }

    private String after(String key) {
        Instant start = started.remove(key);
        return start == null ? "" : " after " + Lasting.between(start, clock.instant());
    }

    @Override
    public synchronized void weights(String environment, TrafficSplit split) {
        event(environment, "traffic " + split);
    }

    @Override
    public synchronized void probe(String environment, Slot slot, boolean healthy, String detail) {
        String result = healthy ? "healthy" : "unhealthy: " + detail;
        if (!result.equals(lastProbe.put(environment + ' ' + slot, result))) {
            event(environment, "probe " + slot + " " + result);
        }
    }

    @Override
    public synchronized void countdown(String environment, String what, Instant deadline) {
        event(environment, what + " for " + Lasting.between(clock.instant(), deadline));
    }

    @Override
    public synchronized void requests(String environment, long sent, long failed) {
        long before = Optional.ofNullable(lastFailed.put(environment, failed)).orElse(0L);
        if (failed > before) {
            event(environment, failed + " of " + sent + " requests failed");
        }
    }

    @Override
    public synchronized void line(String text) {
        terminal.out().println(text);
        terminal.out().flush();
    }

    @Override
    public Optional<String> ask(String question) throws IOException, InterruptedException {
        prompt(question);
        Optional<String> answer = terminal.readLine();
        if (answer.isEmpty()) {
            line("(nobody to answer)");
        }
        return answer;
    }

    private synchronized void prompt(String question) {
        terminal.out().print(question + " ");
        terminal.out().flush();
    }

    @Override
    public synchronized void close() {
        terminal.out().flush();
    }

    private void event(String environment, String what) {
        line(TIME.format(LocalTime.now(clock)) + "  " + environment + "  " + what);
    }
}
