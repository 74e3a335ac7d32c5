package io.jenkins.plugins.promotion.policy;

import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.AutoCompletionCandidates;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.config.FreezeWindow;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** A window in which nothing is deployed to an environment, also if the promotion file has none. */
public final class Freeze extends AbstractDescribableImpl<Freeze> {
    private static final String UTC = "UTC";

    private final String cron;
    private String zone = UTC;
    private String reason = "";

    /** @throws IllegalArgumentException if it is not a cron expression of five fields */
    @DataBoundConstructor
    public Freeze(String cron) {
        this.cron = cron.strip();
        FreezeWindow.of(this.cron, ZoneOffset.UTC);
    }

    /** Minute, hour, day, month, weekday: the minutes in which nothing is deployed. */
    public String getCron() {
        return cron;
    }

    /** The time zone that the expression is read in. */
    public String getZone() {
        return zone;
    }

    /** @throws IllegalArgumentException if there is no such time zone */
    @DataBoundSetter
    public void setZone(String zone) {
        String name = Util.fixEmptyAndTrim(zone);
        this.zone = name == null ? UTC : name;
        if (!isZone(this.zone)) {
            throw new IllegalArgumentException(Messages.Freeze_badZone(this.zone));
        }
    }

    /** For whoever is refused; may be empty. */
    public String getReason() {
        return reason;
    }

    @DataBoundSetter
    public void setReason(String reason) {
        this.reason = Util.fixNull(reason).strip();
    }

    Environment.Freeze window() {
        return new Environment.Freeze(cron, ZoneId.of(zone), reason);
    }

    private static boolean isZone(String name) {
        try {
            ZoneId.of(name);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** The form of a freeze window. */
    @Extension
    @Symbol("freeze")
    public static final class DescriptorImpl extends Descriptor<Freeze> {

        @Override
        public String getDisplayName() {
            return Messages.Freeze_displayName();
        }

        @RequirePOST
        public FormValidation doCheckCron(@QueryParameter String value) {
            Jenkins.get().checkPermission(PromotionPermissions.CONFIGURE);
            if (value.isBlank()) {
                return FormValidation.error(Messages.Freeze_noCron());
            }
            try {
                FreezeWindow.of(value, ZoneOffset.UTC);
                return FormValidation.ok();
            } catch (IllegalArgumentException e) {
                return FormValidation.error(Messages.Freeze_badCron(e.getMessage()));
            }
        }

        @RequirePOST
        public FormValidation doCheckZone(@QueryParameter String value) {
            Jenkins.get().checkPermission(PromotionPermissions.CONFIGURE);
            return value.isBlank() || isZone(value.strip())
                    ? FormValidation.ok()
                    : FormValidation.error(Messages.Freeze_badZone(value));
        }

        @RequirePOST
        public AutoCompletionCandidates doAutoCompleteZone(@QueryParameter String value) {
            Jenkins.get().checkPermission(PromotionPermissions.CONFIGURE);
            AutoCompletionCandidates candidates = new AutoCompletionCandidates();
            String typed = value.toLowerCase(Locale.ROOT);
            ZoneId.getAvailableZoneIds().stream()
                    .filter(name -> name.toLowerCase(Locale.ROOT).contains(typed))
                    .sorted()
                    .limit(20)
                    .forEach(candidates::add);
            return candidates;
        }
    }
}
