package io.jenkins.plugins.promotion.engine.rollout;

import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;

/** The eyes of a rollout. Every look is bounded in time, and a look that fails is a bad sighting, not an exception. */
public interface Lookout {

    /** Asks the slot itself, past the router, whether it is healthy and runs the release. */
    Sighting probe(Slot slot, String release) throws InterruptedException;

    /** Runs the smoke tests against the release in the slot, past the router. */
    Sighting smoke(Slot slot, String release) throws InterruptedException;

    /**
     * Looks through the public address: whether the release answers there in the measure of the split, alone if the slot has
     * all traffic.
     */
    Sighting observe(TrafficSplit split, Slot slot, String release) throws InterruptedException;

    /**
     * What was seen.
     *
     * @param good whether it is as it should be
     * @param detail what was seen, in words
     */
    record Sighting(boolean good, String detail) {}
}
