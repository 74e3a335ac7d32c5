package io.jenkins.plugins.promotion.policy;

import hudson.Extension;
import hudson.model.ManagementLink;
import hudson.security.Permission;
import hudson.util.FormApply;
import io.jenkins.plugins.promotion.Messages;
import jakarta.servlet.ServletException;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** Manage Jenkins → Environment promotion. */
@Extension
public final class PromotionManagementLink extends ManagementLink {

    @Override
    public String getIconFileName() {
        return "symbol-swap-horizontal-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return Messages.PromotionPolicy_displayName();
    }

    @Override
    public String getDescription() {
        return Messages.PromotionPolicy_description();
    }

    @Override
    public String getUrlName() {
        return "environment-promotion";
    }

    @Override
    public Category getCategory() {
        return Category.CONFIGURATION;
    }

    @Override
    public Permission getRequiredPermission() {
        return PromotionPermissions.CONFIGURE;
    }

    /** For the page. */
    public PromotionPolicy getPolicy() {
        return PromotionPolicy.get();
    }

    @RequirePOST
    public HttpResponse doConfigure(StaplerRequest2 request) throws ServletException {
        Jenkins.get().checkPermission(PromotionPermissions.CONFIGURE);
        getPolicy().configure(request, request.getSubmittedForm());
        return FormApply.success(".");
    }
}
