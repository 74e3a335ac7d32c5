package io.jenkins.plugins.promotion.steps;

import hudson.Extension;
import io.jenkins.plugins.promotion.Messages;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code publishConfiguration environment: 'production'}: publishes the effective configuration as a version. */
public final class PublishConfigurationStep extends DeploymentStep {

    @DataBoundConstructor
    public PublishConfigurationStep(String environment) {
        super(environment);
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new ShortExecution(context, "publishConfiguration", arguments(context), StepActions.CONFIGURATION);
    }

    /** Form and name of the step. */
    @Extension
    @Symbol("publishConfiguration")
    public static final class DescriptorImpl extends DeploymentStepDescriptor {
        public DescriptorImpl() {
            super("publishConfiguration", Messages.PublishConfigurationStep_displayName());
        }
    }
}
