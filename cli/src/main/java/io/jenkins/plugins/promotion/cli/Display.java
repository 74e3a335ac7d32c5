package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Shows a promotion while it runs. Safe for use from several threads. */
public interface Display extends AutoCloseable {

    /** What became of a phase. */
    enum State {
        STARTED,
        DONE,
        FAILED
    }

    /** A phase started or ended; the display keeps the time. Phases of one environment may stand in each other. */
    void phase(String environment, String phase, State state);

    /** How the environment's traffic is shared now. */
    void weights(String environment, TrafficSplit split);

    /**
     * A slot was probed.
     *
     * @param detail what was seen, short: {@code 12 ms}, {@code 503 Service Unavailable}
     */
    void probe(String environment, Slot slot, boolean healthy, String detail);

    /** What the phase waits for, and until when; ends with the phase, or with the next countdown. */
    void countdown(String environment, String what, Instant deadline);

    /** Requests sent to the public address so far, and how many of them were lost. */
    void requests(String environment, long sent, long failed);

    /** One line to keep, in the order of events. */
    void line(String text);

    /** Asks the person at the terminal and keeps nobody else waiting meanwhile; empty if there is nobody to answer. */
    Optional<String> ask(String question) throws IOException, InterruptedException;

    /** Takes what is only momentary off the screen. */
    @Override
    void close();
}
