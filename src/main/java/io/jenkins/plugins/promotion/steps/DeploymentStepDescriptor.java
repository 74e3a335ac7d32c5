package io.jenkins.plugins.promotion.steps;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.AutoCompletionCandidates;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.policy.EnvironmentPolicy;
import io.jenkins.plugins.promotion.policy.PromotionPolicy;
import java.util.Set;
import java.util.regex.Pattern;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** The form of a {@link DeploymentStep}. */
public abstract class DeploymentStepDescriptor extends StepDescriptor {
    private static final Pattern RELEASE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,127}");

    private final String function;
    private final String displayName;

    DeploymentStepDescriptor(String function, String displayName) {
        this.function = function;
        this.displayName = displayName;
    }

    @Override
    public final String getFunctionName() {
        return function;
    }

    @Override
    public final String getDisplayName() {
        return displayName;
    }

    @Override
    public Set<? extends Class<?>> getRequiredContext() {
        return Set.of(Run.class, TaskListener.class, EnvVars.class, FilePath.class, Launcher.class);
    }

    @RequirePOST
    public FormValidation doCheckEnvironment(@AncestorInPath Item item, @QueryParameter String value) {
        if (item == null || !item.hasPermission(Item.CONFIGURE)) {
            return FormValidation.ok();
        }
        return value.isBlank() ? FormValidation.error(Messages.DeploymentStep_noEnvironment()) : FormValidation.ok();
    }

    @RequirePOST
    public FormValidation doCheckRelease(@AncestorInPath Item item, @QueryParameter String value) {
        if (item == null || !item.hasPermission(Item.CONFIGURE) || value.isEmpty() || value.contains("$")) {
            return FormValidation.ok();
        }
        return RELEASE.matcher(value).matches()
                ? FormValidation.ok()
                : FormValidation.error(Messages.DeploymentStep_badRelease());
    }

    /** The environments of the policy: those of the file are not known here. */
    @RequirePOST
    public AutoCompletionCandidates doAutoCompleteEnvironment(@AncestorInPath Item item, @QueryParameter String value) {
        AutoCompletionCandidates candidates = new AutoCompletionCandidates();
        if (item != null && item.hasPermission(Item.CONFIGURE)) {
            PromotionPolicy.get().getEnvironments().stream()
                    .map(EnvironmentPolicy::getName)
                    .filter(name -> name.startsWith(value))
                    .forEach(candidates::add);
        }
        return candidates;
    }
}
