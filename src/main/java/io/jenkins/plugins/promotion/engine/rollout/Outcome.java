package io.jenkins.plugins.promotion.engine.rollout;

import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.Optional;

/**
 * How a rollout ended.
 *
 * @param result the end in a word
 * @param split what was last seen live; empty if nothing could be seen
 * @param cause why it did not switch, in words; empty if it did
 */
public record Outcome(Result result, Optional<TrafficSplit> split, String cause) {

    /** The ends a rollout can come to. */
    public enum Result {
        /** All traffic was seen on the new slot, and stayed healthy there. */
        SWITCHED,
        /** The release was not fit to get traffic, and got none. */
        UNCHANGED,
        /** Traffic had moved, went back, and was seen back. */
        RETURNED,
        /** It could not be brought to either slot, or that could not be seen. */
        NEEDS_A_PERSON
    }
}
