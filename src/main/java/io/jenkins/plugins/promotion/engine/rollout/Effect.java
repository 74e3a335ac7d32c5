package io.jenkins.plugins.promotion.engine.rollout;

import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;

/** Something that a rollout wants done; each is answered by one event. */
public sealed interface Effect {

    /** Look at a slot's health once: answered by {@link Event.Probed}. */
    record Probe(Slot slot) implements Effect {}

    /** Run the smoke tests against a slot: answered by {@link Event.Smoked}. */
    record Smoke(Slot slot) implements Effect {}

    /** Tell the router a split: answered by {@link Event.Applied} or {@link Event.NotApplied}. */
    record Apply(TrafficSplit split) implements Effect {}

    /**
     * Look for a split at the data plane: answered by {@link Event.Observed} or {@link Event.NotObserved}.
     *
     * @param split what the router has to report
     * @param release what has to answer; empty if no release stands there, and only the router is asked
     * @param slot whose release it is
     */
    record Observe(TrafficSplit split, Slot slot, String release) implements Effect {}

    /** Count a slot's requests under way: answered by {@link Event.Counted}. */
    record Count(Slot slot) implements Effect {}

    /** Come back at a time, epoch milliseconds: answered by {@link Event.Woke}. */
    record WaitUntil(long at) implements Effect {}

    /** The rollout has ended; there is no answer. */
    record Finish(Outcome outcome) implements Effect {}
}
