package io.jenkins.plugins.promotion.steps;

import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.promotion.Messages;
import java.util.Set;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code promotionEnvironments()}: the names of the promotion file's environments, in promotion order. */
public final class PromotionEnvironmentsStep extends Step {
    private String file;

    @DataBoundConstructor
    public PromotionEnvironmentsStep() {}

    /** Null for the file that {@code PROMOTION_FILE} names, or {@code promotion.yaml}. */
    public String getFile() {
        return file;
    }

    @DataBoundSetter
    public void setFile(String file) {
        this.file = Util.fixEmptyAndTrim(file);
    }

    @Override
    public StepExecution start(StepContext context) {
        StepArguments arguments = new StepArguments("", "", Util.fixNull(file));
        return new ShortExecution(context, "promotionEnvironments", arguments, StepActions.ENVIRONMENTS);
    }

    /** Form and name of the step. */
    @Extension
    @Symbol("promotionEnvironments")
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "promotionEnvironments";
        }

        @Override
        public String getDisplayName() {
            return Messages.PromotionEnvironmentsStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, EnvVars.class, FilePath.class, Launcher.class);
        }
    }
}
