package io.jenkins.plugins.promotion.policy;

import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.config.Choice;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** A router that promotion files may use in an environment, and from where it is reached. */
public final class RouterConnection extends AbstractDescribableImpl<RouterConnection> {
    /** Made of the repository's own commands: it has no address, and it never runs on the controller. */
    private static final String SCRIPT = "script";

    private static final List<String> KINDS = List.of("haproxy", "embedded", SCRIPT);

    private final String kind;
    private String address = "";
    private boolean controller;

    @DataBoundConstructor
    public RouterConnection(String kind) {
        this.kind = kind.strip();
    }

    /** As the promotion files call it. */
    public String getKind() {
        return kind;
    }

    /** As the promotion files write it; empty for a script. */
    public String getAddress() {
        return address;
    }

    @DataBoundSetter
    public void setAddress(String address) {
        this.address = Util.fixNull(address).strip();
    }

    /** Whether the controller reaches it; otherwise the agent of the step does. */
    public boolean isController() {
        return controller;
    }

    @DataBoundSetter
    public void setController(boolean controller) {
        this.controller = controller;
    }

    boolean isTo(Choice traffic) {
        return kind.equals(traffic.kind())
                && (kind.equals(SCRIPT)
                        || address.equals(traffic.settings().path("address").asText()));
    }

    /** A router as findings name it. */
    static String name(Choice traffic) {
        return (traffic.kind() + " " + traffic.settings().path("address").asText()).strip();
    }

    @Override
    public String toString() {
        return (kind + " " + address).strip();
    }

    /** The form of a connection. */
    @Extension
    @Symbol("routerConnection")
    public static final class DescriptorImpl extends Descriptor<RouterConnection> {

        @Override
        public String getDisplayName() {
            return Messages.RouterConnection_displayName();
        }

        @RequirePOST
        public ListBoxModel doFillKindItems() {
            Jenkins.get().checkPermission(PromotionPermissions.CONFIGURE);
            ListBoxModel kinds = new ListBoxModel();
            KINDS.forEach(kinds::add);
            return kinds;
        }

        @RequirePOST
        public FormValidation doCheckAddress(@QueryParameter String value, @QueryParameter String kind) {
            Jenkins.get().checkPermission(PromotionPermissions.CONFIGURE);
            if (value.isBlank() != kind.equals(SCRIPT)) {
                return FormValidation.error(
                        value.isBlank() ? Messages.RouterConnection_noAddress() : Messages.RouterConnection_script());
            }
            return FormValidation.ok();
        }

        @RequirePOST
        public FormValidation doCheckController(@QueryParameter boolean value, @QueryParameter String kind) {
            Jenkins.get().checkPermission(PromotionPermissions.CONFIGURE);
            return value && kind.equals(SCRIPT)
                    ? FormValidation.warning(Messages.RouterConnection_scriptOnController())
                    : FormValidation.ok();
        }
    }
}
