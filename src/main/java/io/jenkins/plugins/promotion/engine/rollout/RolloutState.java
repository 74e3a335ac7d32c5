package io.jenkins.plugins.promotion.engine.rollout;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.Optional;

/**
 * All that a rollout remembers; in the journal before every effect. Only {@link Rollout} changes it, and only its own copy.
 * Times are epoch milliseconds.
 */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
final class RolloutState implements Cloneable {
    Phase phase = Phase.VERIFYING;

    /** The canary step, from 0; the number of steps means all traffic. */
    int step;

    /** Whether traffic may have moved. */
    boolean moved;

    /** Failed attempts at the effect under way. */
    int failures;

    /** Probes in a row that were healthy, or were not. */
    int good;

    int bad;

    /** When the phase gives up, or 0. */
    long deadline;

    /** To when the step is watched, or 0 before it is. */
    long watchUntil;

    /** When the last probe began. */
    long probedAt;

    /** Whether the old slot has no requests left, or is waited for no longer. */
    boolean drained;

    /** Blue's percent when the split was last seen, or -1. */
    int seenBlue = -1;

    /** Why traffic goes back; empty while it goes forward. */
    String cause = "";

    RolloutState copy() {
        try {
            return (RolloutState) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    Optional<TrafficSplit> seen() {
        return seenBlue < 0 ? Optional.empty() : Optional.of(new TrafficSplit(seenBlue, 100 - seenBlue));
    }

    void see(Optional<TrafficSplit> actual) {
        seenBlue = actual.map(TrafficSplit::blue).orElse(-1);
    }
}
