package io.jenkins.plugins.promotion.engine.secrets;

/** Is told of every access to a secret, also of those that failed. */
@FunctionalInterface
public interface SecretAudit {

    /** Keeps the access; if it throws, a value that was read is not handed out. */
    void accessed(Access access);

    /** What was done with a secret. */
    enum Action {
        /** A value was handed out by a store or a credential. */
        READ,
        /** A new version was kept beside the current one. */
        STAGE,
        /** A version was made the current one. */
        PROMOTE,
        /** A staged version was dropped. */
        DISCARD
    }

    /**
     * One access.
     *
     * @param who asked for it
     * @param action what was done
     * @param at when it was over, epoch milliseconds
     * @param environment where the secret is used
     * @param secret its name in that environment
     * @param store where it is kept, or the credential it was taken from
     * @param version its id; empty if there is none
     * @param purpose why, in a word: {@code provision}, {@code preflight}
     * @param outcome {@code done}, or what went wrong, without values
     */
    record Access(
            String who,
            Action action,
            long at,
            String environment,
            String secret,
            String store,
            String version,
            String purpose,
            String outcome) {}
}
