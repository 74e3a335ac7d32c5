package io.jenkins.plugins.promotion.engine.traffic;

import java.util.Objects;

/** A router refused, or did not answer; {@link #effect()} says whether the traffic may have moved all the same. */
public final class RouterException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is known about the state after the failure. */
    public enum Effect {
        /** The router said no, or was never reached: nothing changed. */
        NONE,
        /** The request was sent and no answer came: it may have taken effect, wholly or in part. */
        UNKNOWN
    }

    private final Effect effect;

    public RouterException(Effect effect, String message) {
        this(effect, message, null);
    }

    public RouterException(Effect effect, String message, Throwable cause) {
        super(message, cause);
        this.effect = Objects.requireNonNull(effect, "effect");
    }

    public Effect effect() {
        return effect;
    }
}
