package io.jenkins.plugins.promotion.steps;

import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import io.jenkins.plugins.promotion.Messages;
import java.util.Arrays;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * {@code autoRollback(environment: …, release: …) { … }} captures the baseline, runs the block, and brings everything back if the
 * block fails; {@code autoRollback environment: …, to: 'v41'} goes back to an earlier release.
 */
public final class AutoRollbackStep extends DeploymentStep {
    static final String NAME = "autoRollback";

    private String to;
    private boolean withoutBlock;

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

    /** Whether the block is not one of the pipeline's; {@link AutoRollbackVariable} says so. */
    public boolean isWithoutBlock() {
        return withoutBlock;
    }

    @DataBoundSetter
    public void setWithoutBlock(boolean withoutBlock) {
        this.withoutBlock = withoutBlock;
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        if (withoutBlock == (to == null)) {
            throw new AbortException(Messages.AutoRollbackStep_toOrBlock());
        }
        refuseSecrets(context, Arrays.asList(to));
        return to == null
                ? new AutoRollbackExecution(context, arguments(context))
                : new ReturnExecution(context, arguments(context), Util.fixNull(to));
    }

    /** Form and name of the step. */
    @Extension
    @Symbol(NAME)
    public static final class DescriptorImpl extends DeploymentStepDescriptor {
        public DescriptorImpl() {
            super(NAME, Messages.AutoRollbackStep_displayName());
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }
    }
}
