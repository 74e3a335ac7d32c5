package io.jenkins.plugins.promotion.steps;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Util;
import io.jenkins.plugins.promotion.Messages;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
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

    /**
     * The arguments, which are kept with the build for as long as it is.
     *
     * @throws AbortException if one of them holds a secret
     */
    final StepArguments arguments(StepContext context) throws IOException, InterruptedException {
        refuseSecrets(context, Arrays.asList(environment, release, file));
        return new StepArguments(environment, Util.fixNull(release), Util.fixNull(file));
    }

    /** No message says which: that would tell how it begins. */
    static void refuseSecrets(StepContext context, List<String> arguments) throws IOException, InterruptedException {
        EnvVars variables = context.get(EnvVars.class);
        EnvironmentExpander expander = context.get(EnvironmentExpander.class);
        if (variables == null || expander == null) {
            return;
        }
        for (String name : expander.getSensitiveVariables()) {
            String value = Util.fixNull(variables.get(name));
            if (!value.isEmpty()
                    && arguments.stream()
                            .anyMatch(argument -> Util.fixNull(argument).contains(value))) {
                throw new AbortException(Messages.DeploymentStep_secretArgument(name));
            }
        }
    }
}
