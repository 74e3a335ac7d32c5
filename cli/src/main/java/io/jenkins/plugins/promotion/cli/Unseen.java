package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.time.Instant;
import java.util.Optional;

/** Shows nothing: for what is only preparation. */
final class Unseen implements Display {

    @Override
    public void phase(String environment, String phase, State state) {}

    @Override
    public void weights(String environment, TrafficSplit split) {}

    @Override
    public void probe(String environment, Slot slot, boolean healthy, String detail) {}

    @Override
    public void countdown(String environment, String what, Instant deadline) {}

    @Override
    public void requests(String environment, long sent, long failed) {}

    @Override
    public void line(String text) {}

    @Override
    public Optional<String> ask(String question) {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
