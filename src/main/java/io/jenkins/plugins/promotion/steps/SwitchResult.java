package io.jenkins.plugins.promotion.steps;

import java.io.Serializable;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** A switch that ended with all traffic on the release. */
public final class SwitchResult implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String deployment;
    private final String release;

    SwitchResult(String deployment, String release) {
        this.deployment = deployment;
        this.release = release;
    }

    /** The id of the deployment. */
    @Whitelisted
    public String getDeployment() {
        return deployment;
    }

    /** What is live now. */
    @Whitelisted
    public String getRelease() {
        return release;
    }
}
