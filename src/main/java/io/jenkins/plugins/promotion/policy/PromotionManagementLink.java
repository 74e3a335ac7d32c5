package io.jenkins.plugins.promotion.policy;

import hudson.Extension;
import hudson.model.ManagementLink;
import hudson.security.Permission;
import hudson.util.FormApply;
import hudson.util.HttpResponses;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.host.IndexRebuild;
import jakarta.servlet.ServletException;
import java.util.Date;
import java.util.Map;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.GET;

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

    /** Has the index of deployments made anew, in the background. */
    @RequirePOST
    public HttpResponse doRebuildIndex() {
        Jenkins.get().checkPermission(PromotionPermissions.CONFIGURE);
        IndexRebuild.get().start();
        return HttpResponses.redirectToDot();
    }

    /** How far that has come, for the page that waits. */
    @GET
    public HttpResponse doIndexState() {
        Jenkins.get().checkPermission(PromotionPermissions.CONFIGURE);
        return HttpResponses.okJSON(Map.of("running", isRebuilding(), "text", getIndexState()));
    }

    public boolean isRebuilding() {
        return IndexRebuild.get().progress().running();
    }

    /** In words. */
    public String getIndexState() {
        IndexRebuild.Progress progress = IndexRebuild.get().progress();
        if (progress.running()) {
            return Messages.IndexRebuild_running(progress.jobs(), progress.allJobs(), progress.found());
        }
        if (!progress.failure().isEmpty()) {
            return Messages.IndexRebuild_failed(progress.failure());
        }
        if (progress.endedAt() == 0) {
            return Messages.IndexRebuild_never();
        }
        String found = Messages.IndexRebuild_found(progress.found(), progress.allJobs());
        return Messages.IndexRebuild_done(
                new Date(progress.endedAt()),
                progress.lost() == 0 ? found : found + Messages.IndexRebuild_lost(progress.lost()));
    }
}
