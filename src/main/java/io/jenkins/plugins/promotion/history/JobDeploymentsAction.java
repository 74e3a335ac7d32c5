package io.jenkins.plugins.promotion.history;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.Api;
import hudson.model.Job;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.lease.Leases;
import io.jenkins.plugins.promotion.host.BuildDeployments;
import io.jenkins.plugins.promotion.host.EnvironmentHolders;
import io.jenkins.plugins.promotion.policy.PromotionPermissions;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jenkins.model.TransientActionFactory;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A job's page: what is where, and the recent deployments. Answered by the index, without loading a build. */
@ExportedBean
public final class JobDeploymentsAction implements Action, StaplerProxy {
    private static final int RECENT = 20;
    private static final int LOOKED_AT = 200;

    private final Job<?, ?> job;

    private JobDeploymentsAction(Job<?, ?> job) {
        this.job = job;
    }

    /** {@code …/api/json}. */
    public Api getApi() {
        return new Api(this);
    }

    public Job<?, ?> getJob() {
        return job;
    }

    @Override
    public String getIconFileName() {
        return job.hasPermission(PromotionPermissions.VIEW)
                ? "symbol-swap-horizontal-outline plugin-ionicons-api"
                : null;
    }

    @Override
    public String getDisplayName() {
        return Messages.JobDeploymentsAction_displayName();
    }

    @Override
    public String getUrlName() {
        return "promotion";
    }

    /** Nothing of it is for people who may not view it. */
    @Override
    public Object getTarget() {
        job.checkPermission(PromotionPermissions.VIEW);
        return this;
    }

    /** The newest deployments of the job's applications. */
    public List<DeploymentView> getRecent() throws IOException {
        return records(RECENT).stream().map(DeploymentView::of).toList();
    }

    @Exported
    public List<DeploymentSummary> getDeployments() throws IOException {
        return records(RECENT).stream().map(DeploymentSummary::of).toList();
    }

    /** The release that is live in each environment, as the newest deployment left it. */
    @Exported
    public List<Place> getPlaces() throws IOException {
        Map<String, Place> places = new LinkedHashMap<>();
        for (DeploymentRecord record : records(LOOKED_AT)) {
            String key = record.deployment().place();
            Place known = places.get(key);
            places.put(key, known == null ? Place.newest(record, holder(key)) : known.before(record));
        }
        return new ArrayList<>(places.values());
    }

    private static Optional<Leases.Holder> holder(String place) {
        return EnvironmentHolders.of(place);
    }

    private List<DeploymentRecord> records(int most) throws IOException {
        BuildDeployments deployments = new BuildDeployments(Clock.systemUTC());
        List<DeploymentRecord> found = new ArrayList<>();
        for (String application : BuildDeployments.applicationsOf(job.getFullName())) {
            found.addAll(deployments.find(DeploymentQuery.of(application).newest(most)));
        }
        return found;
    }

    /** What is known of an environment. */
    @ExportedBean(defaultVisibility = 2)
    public static final class Place {
        private final DeploymentView newest;
        private final DeploymentView live;
        private final String holder;

        private Place(DeploymentView newest, DeploymentView live, String holder) {
            this.newest = newest;
            this.live = live;
            this.holder = holder;
        }

        static Place newest(DeploymentRecord record, Optional<Leases.Holder> holder) {
            DeploymentView view = DeploymentView.of(record);
            return new Place(
                    view,
                    view.isLive() ? view : null,
                    holder.map(Leases.Holder::deployment).orElse(""));
        }

        Place before(DeploymentRecord record) {
            DeploymentView view = DeploymentView.of(record);
            return live == null && view.isLive() ? new Place(newest, view, holder) : this;
        }

        @Exported
        public String getEnvironment() {
            return newest.getEnvironment();
        }

        @Exported
        public String getApplication() {
            return newest.getApplication();
        }

        /** The release that the newest successful deployment made live; empty if there was none. */
        @Exported
        public String getRelease() {
            return live == null ? "" : live.getRelease();
        }

        public DeploymentView getLive() {
            return live;
        }

        public DeploymentView getNewest() {
            return newest;
        }

        /** The id of the deployment that has the environment's lease; empty if none has. */
        @Exported
        public String getHolder() {
            return holder;
        }
    }

    /** Puts the page on jobs that have deployed something. */
    @Extension
    public static final class Factory extends TransientActionFactory<Job> {
        @Override
        public Class<Job> type() {
            return Job.class;
        }

        @Override
        public Collection<? extends Action> createFor(Job target) {
            return BuildDeployments.applicationsOf(target.getFullName()).isEmpty()
                    ? List.of()
                    : List.of(new JobDeploymentsAction((Job<?, ?>) target));
        }
    }
}
