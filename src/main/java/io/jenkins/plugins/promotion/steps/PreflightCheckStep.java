package io.jenkins.plugins.promotion.steps;

import hudson.Extension;
import io.jenkins.plugins.promotion.Messages;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code preflightCheck environment: 'production', release: 'v42'}: runs every check and makes the plan; fails on errors. */
public final class PreflightCheckStep extends DeploymentStep {

    @DataBoundConstructor
    public PreflightCheckStep(String environment) {
        super(environment);
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new ShortExecution(context, "preflightCheck", arguments(context), StepActions.PREFLIGHT);
    }

    /** Form and name of the step. */
    @Extension
    @Symbol("preflightCheck")
    public static final class DescriptorImpl extends DeploymentStepDescriptor {
        public DescriptorImpl() {
            super("preflightCheck", Messages.PreflightCheckStep_displayName());
        }
    }
}
