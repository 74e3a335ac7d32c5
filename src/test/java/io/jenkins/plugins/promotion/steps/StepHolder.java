package io.jenkins.plugins.promotion.steps;

import hudson.Extension;
import hudson.model.AbstractProject;
import hudson.model.Descriptor;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.DataBoundConstructor;

/** Shows a step's form in the configuration of a job. */
public final class StepHolder extends Builder {
    private final transient DeploymentStep step;

    @DataBoundConstructor
    public StepHolder(DeploymentStep step) {
        this.step = step;
    }

    public DeploymentStep getStep() {
        return step;
    }

    /** All steps to choose from. */
    @Extension
    public static final class DescriptorImpl extends BuildStepDescriptor<Builder> {
        @Override
        public boolean isApplicable(Class<? extends AbstractProject> job) {
            return true;
        }

        public List<? extends Descriptor<?>> getSteps() {
            return Jenkins.get().getExtensionList(StepDescriptor.class).stream()
                    .filter(DeploymentStepDescriptor.class::isInstance)
                    .toList();
        }
    }
}
