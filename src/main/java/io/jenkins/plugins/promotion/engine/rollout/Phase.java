package io.jenkins.plugins.promotion.engine.rollout;

/** Where a rollout stands. */
public enum Phase {
    /** The release is probed and smoke-tested in its idle slot; no traffic has moved. */
    VERIFYING,
    /** The router is being told the step's split. */
    SHIFTING,
    /** The step's split is being looked for at the data plane. */
    CONFIRMING,
    /**
     * Traffic stands at the step's split and the new slot is watched. With all traffic this is the soak, during which the old
     * slot finishes its requests.
     */
    WATCHING,
    /** The router is being told to send all traffic back. */
    RETURNING,
    /** The return is being looked for at the data plane. */
    CONFIRMING_RETURN,
    /** Nothing more will be done. */
    FINISHED;

    /**
     * The part of a deployment that it belongs to, in people's words: {@code verify}, {@code switch}, {@code soak}, {@code return}.
     *
     * @param allTraffic whether the step gives the new slot all traffic
     */
    public String part(boolean allTraffic) {
        return switch (this) {
            case VERIFYING -> "verify";
            case WATCHING -> allTraffic ? "soak" : "switch";
            case RETURNING, CONFIRMING_RETURN -> "return";
            case SHIFTING, CONFIRMING, FINISHED -> "switch";
        };
    }
}
