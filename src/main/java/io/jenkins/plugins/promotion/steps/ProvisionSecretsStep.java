package io.jenkins.plugins.promotion.steps;

import hudson.Extension;
import io.jenkins.plugins.promotion.Messages;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code provisionSecrets environment: 'production'}: provisions and rotates secrets; returns version ids by name. */
public final class ProvisionSecretsStep extends DeploymentStep {

    @DataBoundConstructor
    public ProvisionSecretsStep(String environment) {
        super(environment);
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new ShortExecution(context, "provisionSecrets", arguments(context), StepActions.SECRETS);
    }

    /** Form and name of the step. */
    @Extension
    @Symbol("provisionSecrets")
    public static final class DescriptorImpl extends DeploymentStepDescriptor {
        public DescriptorImpl() {
            super("provisionSecrets", Messages.ProvisionSecretsStep_displayName());
        }
    }
}
