package io.jenkins.plugins.promotion.policy;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.Extension;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.security.ACL;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.promotion.Messages;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** Which of Jenkins' credentials a name in the promotion file stands for, in one environment. */
public final class CredentialMapping extends AbstractDescribableImpl<CredentialMapping> {
    private final String purpose;
    private final String credentialsId;

    @DataBoundConstructor
    public CredentialMapping(String purpose, String credentialsId) {
        this.purpose = purpose.strip();
        this.credentialsId = credentialsId;
    }

    /** The name in the promotion file. */
    public String getPurpose() {
        return purpose;
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    /** The form of a mapping. */
    @Extension
    @Symbol("credentialMapping")
    public static final class DescriptorImpl extends Descriptor<CredentialMapping> {

        @Override
        public String getDisplayName() {
            return Messages.CredentialMapping_displayName();
        }

        /** Shows nobody which credentials there are who may not configure this. */
        @RequirePOST
        public ListBoxModel doFillCredentialsIdItems(@QueryParameter String credentialsId) {
            if (!Jenkins.get().hasPermission(PromotionPermissions.CONFIGURE)) {
                return new StandardListBoxModel().includeCurrentValue(credentialsId);
            }
            return new StandardListBoxModel()
                    .includeEmptyValue()
                    .includeMatchingAs(
                            ACL.SYSTEM2,
                            Jenkins.get(),
                            StandardCredentials.class,
                            List.of(),
                            CredentialsMatchers.anyOf(
                                    CredentialsMatchers.instanceOf(StringCredentials.class),
                                    CredentialsMatchers.instanceOf(StandardUsernamePasswordCredentials.class)))
                    .includeCurrentValue(credentialsId);
        }
    }
}
