package io.jenkins.plugins.promotion.engine.secrets;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;

/** What is known of a secret after it was provisioned: names, versions and times, never its value. */
public final class ProvisionedSecret implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final String store;
    private final String version;
    private final String previous;
    private final long createdAt;
    private final boolean rotated;

    @JsonCreator
    ProvisionedSecret(
            @JsonProperty("name") String name,
            @JsonProperty("store") String store,
            @JsonProperty("version") String version,
            @JsonProperty("previous") String previous,
            @JsonProperty("createdAt") long createdAt,
            @JsonProperty("rotated") boolean rotated) {
        this.name = name;
        this.store = store;
        this.version = version;
        this.previous = previous;
        this.createdAt = createdAt;
        this.rotated = rotated;
    }

    /** Unique in the environment. */
    public String getName() {
        return name;
    }

    /** Kind and address of the store. */
    public String getStore() {
        return store;
    }

    /** The id of the current version. */
    public String getVersion() {
        return version;
    }

    /** The id of the version before; empty if there is none. */
    public String getPrevious() {
        return previous;
    }

    /** When the current version was made, epoch milliseconds. */
    public long getCreatedAt() {
        return createdAt;
    }

    /** Whether the current version is new in this deployment; otherwise it was kept. */
    public boolean isRotated() {
        return rotated;
    }

    @Override
    public String toString() {
        return name + " " + version + (rotated ? " (new)" : " (kept)") + " in " + store;
    }
}
