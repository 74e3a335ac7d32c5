package io.jenkins.plugins.promotion.engine.secrets;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.util.Objects;

/** A store did not do what it was asked; names the store and the secret, never a value. */
public final class SecretStoreException extends PromotionException {
    private static final long serialVersionUID = 1L;

    /** What kind of failure it is, so that callers can wait, give up or ask somebody. */
    public enum Reason {
        /** There is no such secret, version or store. */
        ABSENT,
        /** The store asks to come back later. */
        THROTTLED,
        /** The store does not let us: credentials, permissions, the wrong key. */
        FORBIDDEN,
        /** No answer, or not in time; a change may have taken effect all the same. */
        UNREACHABLE,
        /** What is kept there is not what was put there. */
        CORRUPT
    }

    private final Reason reason;

    /**
     * @param store as {@link SecretStore#describe} says it
     * @param secret its name
     */
    public SecretStoreException(
            Reason reason, String store, String secret, String expected, String butWas, String remedy) {
        this(reason, store, secret, expected, butWas, remedy, null);
    }

    public SecretStoreException(
            Reason reason,
            String store,
            String secret,
            String expected,
            String butWas,
            String remedy,
            Throwable cause) {
        super(Finding.error("secret", "secret " + secret + " in " + store, expected, butWas, remedy), cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    public Reason reason() {
        return reason;
    }
}
