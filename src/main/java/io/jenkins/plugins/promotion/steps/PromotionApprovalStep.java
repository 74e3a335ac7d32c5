package io.jenkins.plugins.promotion.steps;

import hudson.EnvVars;
import hudson.Extension;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.promotion.Messages;
import java.util.Set;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code promotionApproval environment: 'production', release: 'v42'}: tells how the approval of the plan stands. */
public final class PromotionApprovalStep extends DeploymentStep {

    @DataBoundConstructor
    public PromotionApprovalStep(String environment) {
        super(environment);
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new ShortExecution(context, "promotionApproval", arguments(context), StepActions.APPROVAL);
    }

    /** Form and name of the step. */
    @Extension
    @Symbol("promotionApproval")
    public static final class DescriptorImpl extends DeploymentStepDescriptor {
        public DescriptorImpl() {
            super("promotionApproval", Messages.PromotionApprovalStep_displayName());
        }

        /** No workspace: a gate may stand open for days and must not hold an executor. */
        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, EnvVars.class);
        }
    }
}
