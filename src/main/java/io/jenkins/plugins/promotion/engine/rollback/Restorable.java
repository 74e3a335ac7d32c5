package io.jenkins.plugins.promotion.engine.rollback;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import java.util.List;
import java.util.Map;

/**
 * A thing with a baseline: it can be captured, proven restorable, restored. Traffic, the configuration, a secret.
 *
 * <p>The captured state is small, holds no secret value, and is written to the journal, so that a later process can restore.
 */
public interface Restorable {

    /** Unique within an environment, stable over versions: {@code traffic}, {@code configuration}, {@code secret db-password}. */
    String name();

    /** What is live now, as this thing's own words: for example {@code {version=v7, digest=…}}. */
    Map<String, String> capture() throws Exception;

    /** Shows, without touching anything, whether {@link #restore} could bring this state back; errors say why not. */
    List<Finding> prove(Map<String, String> captured) throws Exception;

    /**
     * Brings the captured state back, idempotently, and confirms it by looking.
     *
     * @return whether anything had to change
     * @throws Exception if it could not; what is live now is then unknown unless {@link #capture} can tell
     */
    Restored restore(Map<String, String> captured) throws Exception;

    /**
     * Whether it stands at the captured state now. Asked after every restoration, because a restoration that says it worked is
     * not one that was seen to work. To be overridden where the captured state holds a fact that may differ and matters not.
     */
    default boolean isAt(Map<String, String> captured) throws Exception {
        return capture().equals(captured);
    }

    /** What a restoration did. */
    enum Restored {
        RESTORED,
        UNCHANGED
    }
}
