package io.jenkins.plugins.promotion.steps;

import hudson.Util;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.DataBoundSetter;

/** A step that is about one release in one environment. */
public abstract class DeploymentStep extends Step {
    private final String environment;
    private String release;
    private String file;

    DeploymentStep(String environment) {
        this.environment = Util.fixNull(environment).strip();
    }

    /** As the promotion file calls it. */
    public final String getEnvironment() {
        return environment;
    }

    /** Null for the release of the block around the step. */
    public final String getRelease() {
        return release;
    }

    @DataBoundSetter
    public final void setRelease(String release) {
        this.release = Util.fixEmptyAndTrim(release);
    }

    /** Null for the file that {@code PROMOTION_FILE} names, or {@code promotion.yaml}. */
    public final String getFile() {
        return file;
    }

    @DataBoundSetter
    public final void setFile(String file) {
        this.file = Util.fixEmptyAndTrim(file);
    }

    final StepArguments arguments() {
        return new StepArguments(environment, Util.fixNull(release), Util.fixNull(file));
    }
}
