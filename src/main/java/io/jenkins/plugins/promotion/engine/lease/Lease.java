package io.jenkins.plugins.promotion.engine.lease;

/** The right to act on one environment, until somebody else gets a higher token. */
public interface Lease {

    /** Fencing token: grows with each acquisition of the environment's lease. */
    long token();

    /**
     * Whether this lease is still the newest. Asked before every effect; a holder that hears {@code false} stops without
     * touching anything. A lease that cannot be read counts as lost.
     */
    boolean held();

    /** Gives it back; does nothing if it was lost already. */
    void release();
}
