package io.jenkins.plugins.promotion.engine.config;

import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * Where an environment's configuration is published to, as versions that can be restored.
 *
 * <p>Every change is idempotent, so that repeating it after a crash is harmless, and takes effect as a whole or not at all.
 * Calls are bounded in time. One deployment at a time uses a target: its environment's lease sees to that.
 */
public interface ConfigurationTarget {

    /**
     * Makes the configuration current. The same values are the same version: what is there already is not written again.
     *
     * @return the version that is current now
     */
    Version publish(EffectiveConfiguration configuration) throws PromotionException, InterruptedException;

    /** What applications read now; empty if nothing was published yet. */
    Optional<Version> current() throws PromotionException, InterruptedException;

    /** All whole versions, the oldest first. */
    List<Version> versions() throws PromotionException, InterruptedException;

    /**
     * The values of a version, proven whole by its digest.
     *
     * @throws PromotionException if there is no such version, or it was damaged
     */
    EffectiveConfiguration read(String id) throws PromotionException, InterruptedException;

    /**
     * Makes an earlier version current again; nothing if it is current.
     *
     * @throws PromotionException if there is no such version, or it was damaged
     */
    void restore(String id) throws PromotionException, InterruptedException;

    /** Makes no version current, as it was before the first was published. */
    void withdraw() throws PromotionException, InterruptedException;

    /** One line for logs: kind and address, no credentials. */
    String describe();

    /**
     * A published configuration.
     *
     * @param id unique in its target
     * @param digest of the configuration, see {@link EffectiveConfiguration#digest}
     * @param publishedAt epoch milliseconds
     */
    record Version(String id, String digest, long publishedAt) implements Serializable {}
}
