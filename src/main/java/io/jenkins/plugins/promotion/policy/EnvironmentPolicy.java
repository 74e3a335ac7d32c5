package io.jenkins.plugins.promotion.policy;

import hudson.Extension;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.approval.ApprovalRule;
import io.jenkins.plugins.promotion.engine.approval.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** What an administrator allows in one environment; a repository can tighten it, never loosen it. */
public final class EnvironmentPolicy extends AbstractDescribableImpl<EnvironmentPolicy> {
    private final String name;
    private String approvers = "";
    private int quorum;
    private boolean notRequester = true;
    private int expiresHours = 24;
    private String allowedJobs = "";
    private boolean inOrder;
    private List<Freeze> freeze = new ArrayList<>();
    private List<RouterConnection> routers = new ArrayList<>();
    private List<CredentialMapping> credentials = new ArrayList<>();

    @DataBoundConstructor
    public EnvironmentPolicy(String name) {
        this.name = name.strip();
    }

    /** As the promotion files call it. */
    public String getName() {
        return name;
    }

    /** Users and groups, separated by commas; empty for everybody who may approve in the job. */
    public String getApprovers() {
        return approvers;
    }

    @DataBoundSetter
    public void setApprovers(String approvers) {
        this.approvers = approvers.strip();
    }

    /** Distinct people who have to agree; 0 for nobody. */
    public int getQuorum() {
        return quorum;
    }

    @DataBoundSetter
    public void setQuorum(int quorum) {
        this.quorum = Math.max(0, quorum);
    }

    public boolean isNotRequester() {
        return notRequester;
    }

    @DataBoundSetter
    public void setNotRequester(boolean notRequester) {
        this.notRequester = notRequester;
    }

    /** How long an approval stands, in hours, at least 1. */
    public int getExpiresHours() {
        return expiresHours;
    }

    @DataBoundSetter
    public void setExpiresHours(int expiresHours) {
        this.expiresHours = Math.max(1, expiresHours);
    }

    /** A regular expression for full names of jobs; empty for all. */
    public String getAllowedJobs() {
        return allowedJobs;
    }

    @DataBoundSetter
    public void setAllowedJobs(String allowedJobs) {
        this.allowedJobs = allowedJobs.strip();
    }

    /** Whether a release comes here only after it was live in the environment before this one. */
    public boolean isInOrder() {
        return inOrder;
    }

    @DataBoundSetter
    public void setInOrder(boolean inOrder) {
        this.inOrder = inOrder;
    }

    /** Windows in which nothing is deployed, besides those of the promotion file. */
    public List<Freeze> getFreeze() {
        return copy(freeze);
    }

    @DataBoundSetter
    public void setFreeze(List<Freeze> freeze) {
        this.freeze = new ArrayList<>(copy(freeze));
    }

    /** The only routers that a promotion file may use here; none leaves it to the file. */
    public List<RouterConnection> getRouters() {
        return copy(routers);
    }

    @DataBoundSetter
    public void setRouters(List<RouterConnection> routers) {
        this.routers = new ArrayList<>(copy(routers));
    }

    public List<CredentialMapping> getCredentials() {
        return copy(credentials);
    }

    @DataBoundSetter
    public void setCredentials(List<CredentialMapping> credentials) {
        this.credentials = new ArrayList<>(copy(credentials));
    }

    /** Also of a list that an older version has not written. */
    private static <T> List<T> copy(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    Optional<ApprovalRule> approval(Names names) {
        if (quorum == 0) {
            return Optional.empty();
        }
        Set<String> from = new LinkedHashSet<>();
        for (String approver : approvers.split(",")) {
            if (!approver.isBlank()) {
                from.add(approver.strip());
            }
        }
        return Optional.of(
                new ApprovalRule(quorum, List.of(from), notRequester, Duration.ofHours(expiresHours), names));
    }

    /** A pattern that is broken allows nothing. */
    boolean allows(String job) {
        try {
            return allowedJobs.isEmpty() || Pattern.matches(allowedJobs, job);
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    /** The form of an environment's policy. */
    @Extension
    @Symbol("environmentPolicy")
    public static final class DescriptorImpl extends Descriptor<EnvironmentPolicy> {

        @Override
        public String getDisplayName() {
            return Messages.EnvironmentPolicy_displayName();
        }

        @RequirePOST
        public FormValidation doCheckName(@QueryParameter String value) {
            Jenkins.get().checkPermission(PromotionPermissions.CONFIGURE);
            return value.strip().matches("[a-z][a-z0-9-]*")
                    ? FormValidation.ok()
                    : FormValidation.error(Messages.EnvironmentPolicy_badName());
        }

        @RequirePOST
        public FormValidation doCheckQuorum(@QueryParameter int value, @QueryParameter String approvers) {
            Jenkins.get().checkPermission(PromotionPermissions.CONFIGURE);
            if (value < 0) {
                return FormValidation.error(Messages.EnvironmentPolicy_badQuorum());
            }
            return value == 0 && !approvers.isBlank()
                    ? FormValidation.warning(Messages.EnvironmentPolicy_noQuorum())
                    : FormValidation.ok();
        }

        @RequirePOST
        public FormValidation doCheckAllowedJobs(@QueryParameter String value) {
            Jenkins.get().checkPermission(PromotionPermissions.CONFIGURE);
            try {
                Pattern.compile(value);
                return FormValidation.ok();
            } catch (PatternSyntaxException e) {
                return FormValidation.error(Messages.EnvironmentPolicy_badPattern(e.getDescription()));
            }
        }
    }
}
