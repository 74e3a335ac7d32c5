package io.jenkins.plugins.promotion.engine.secrets;

import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.util.Optional;

/**
 * Keeps the versions of one secret. A new value is staged, and takes over once it is known to work; the version it replaces
 * stays, so that it can come back.
 *
 * <p>Every change is idempotent, so that repeating it after a crash is harmless. Implementations are safe for use by several
 * threads and processes, bound every call in time, and never name a value in an exception.
 */
public interface SecretStore {

    /** Which versions stand where, in one look. */
    Stages stages() throws SecretStoreException, InterruptedException;

    /**
     * Keeps a value beside the current one, where no consumer sees it. Another version that was staged is dropped.
     *
     * @param token of the caller's choice, 32 to 64 characters; if a version with this token is there, that is the answer,
     *     and the value is ignored
     * @return the id of the version
     */
    String stage(SecretValue value, String token) throws SecretStoreException, InterruptedException;

    /**
     * Makes a staged or a previous version the current one, and the current one the previous; nothing if it is current.
     *
     * @throws SecretStoreException {@link SecretStoreException.Reason#ABSENT} if there is no such version
     */
    void promote(String version) throws SecretStoreException, InterruptedException;

    /** Drops a version if it is staged; otherwise does nothing. */
    void discard(String version) throws SecretStoreException, InterruptedException;

    /**
     * The value of a version; the caller closes it.
     *
     * @throws SecretStoreException {@link SecretStoreException.Reason#ABSENT} if there is no such version
     */
    SecretValue read(String version) throws SecretStoreException, InterruptedException;

    /**
     * When a version was made, epoch milliseconds.
     *
     * @throws SecretStoreException {@link SecretStoreException.Reason#ABSENT} if there is no such version
     */
    long createdAt(String version) throws SecretStoreException, InterruptedException;

    /** One line for logs and records: kind and address, no credentials. */
    String describe();

    /**
     * Version ids by stage, as in AWS Secrets Manager.
     *
     * @param current what consumers use
     * @param previous what they used before
     * @param staged what waits for its proof
     */
    record Stages(Optional<String> current, Optional<String> previous, Optional<String> staged) {}

    /** Opens the store that the promotion file chose. */
    @FunctionalInterface
    interface Opener {

        /**
         * The store of one secret; touches nothing until it is used.
         *
         * @param environment where the secret is used
         * @param secret its name in that environment
         * @param store as the promotion file chose it
         * @throws PromotionException if this kind of store is not available here, or its settings are not enough
         */
        SecretStore open(String environment, String secret, Choice store) throws PromotionException;
    }
}
