package io.jenkins.plugins.promotion.steps;

import java.io.Serializable;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** The configuration that was published; both empty where none is. */
public final class ConfigurationResult implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String version;
    private final String digest;

    ConfigurationResult(String version, String digest) {
        this.version = version;
        this.digest = digest;
    }

    /** Its id at the target. */
    @Whitelisted
    public String getVersion() {
        return version;
    }

    /** SHA-256 of the effective configuration. */
    @Whitelisted
    public String getDigest() {
        return digest;
    }
}
