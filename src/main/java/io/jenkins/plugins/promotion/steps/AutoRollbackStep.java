package io.jenkins.plugins.promotion.steps;

import hudson.Extension;
import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.plugins.promotion.Messages;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * {@code autoRollback(environment: …, release: …) { … }} captures the baseline, runs the block, and brings everything back if the
 * block fails; {@code autoRollback environment: …, to: 'v41'} goes back to an earlier release.
 */
public final class AutoRollbackStep extends DeploymentStep {
    private String to;

    @DataBoundConstructor
    public AutoRollbackStep(String environment) {
        super(environment);
    }

    /** The release to go back to, empty for the one before the present one; null if there is a block. */
    public String getTo() {
        return to;
    }

    @DataBoundSetter
    public void setTo(String to) {
        this.to = to == null ? null : to.strip();
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        if (context.hasBody() == (to != null)) {
            throw new hudson.AbortException(
                    "autoRollback: expected a block, or 'to' with the release to go back to, but" + " was "
                            + (context.hasBody() ? "both" : "neither"));
        }
        return to == null
                ? new AutoRollbackExecution(context, arguments())
                : new ReturnExecution(context, arguments(), Util.fixNull(to));
    }

    /** Form and name of the step. */
    @Extension
    public static final class DescriptorImpl extends DeploymentStepDescriptor {
        public DescriptorImpl() {
            super("autoRollback", Messages.AutoRollbackStep_displayName());
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        @RequirePOST
        public FormValidation doCheckTo(@QueryParameter String value, @QueryParameter String release) {
            return Util.fixEmptyAndTrim(value) != null && Util.fixEmptyAndTrim(release) != null
                    ? FormValidation.error(Messages.AutoRollbackStep_toAndRelease())
                    : FormValidation.ok();
        }
    }
}
