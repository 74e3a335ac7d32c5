package io.jenkins.plugins.promotion.engine.rollout;

/** What a driver reports when it hands the thread back. */
public sealed interface Progress {

    /** Nothing to do until then (epoch milliseconds): call {@link RolloutDriver#advance} again at that time. */
    record Waiting(long until) implements Progress {}

    /** The rollout has ended. */
    record Finished(Outcome outcome) implements Progress {}

    /** Another deployment has the lease; this one has stopped and touches nothing. */
    record Superseded() implements Progress {}
}
