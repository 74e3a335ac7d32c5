package io.jenkins.plugins.promotion.engine.rollout;

import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.Optional;
import java.util.OptionalInt;

/** Something that a rollout is told. */
public sealed interface Event {

    /** When it happened, epoch milliseconds. */
    long at();

    /** The rollout begins; the router was asked what is live. */
    record Started(long at, TrafficSplit actual) implements Event {}

    /** A probe of a slot ended; the detail says in words what was seen. */
    record Probed(long at, Slot slot, boolean healthy, String detail) implements Event {}

    /** The smoke tests of a slot ended. */
    record Smoked(long at, boolean passed, String detail) implements Event {}

    /** The router accepted a split. */
    record Applied(long at) implements Event {}

    /** The router refused a split or did not answer; what is live now was asked, and is empty if that failed too. */
    record NotApplied(long at, Optional<TrafficSplit> actual, String reason) implements Event {}

    /** A split was seen at the data plane. */
    record Observed(long at) implements Event {}

    /** A split was looked for at the data plane and something else was seen; what the router reports is empty if it did not. */
    record NotObserved(long at, Optional<TrafficSplit> actual, String found) implements Event {}

    /** The old slot's requests under way were counted; empty if the router cannot tell. */
    record Counted(long at, OptionalInt inFlight) implements Event {}

    /** The time that was waited for has come. */
    record Woke(long at) implements Event {}

    /** Somebody, or something beside the rollout, wants it to go back. */
    record Aborted(long at, String reason) implements Event {}

    /** The process was gone and is back; the router was asked what is live, and is empty if it did not answer. */
    record Restarted(long at, Optional<TrafficSplit> actual) implements Event {}
}
