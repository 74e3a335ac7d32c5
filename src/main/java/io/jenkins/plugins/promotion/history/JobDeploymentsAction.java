package io.jenkins.plugins.promotion.history;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.Api;
import hudson.model.Job;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.host.BuildDeployments;
import io.jenkins.plugins.promotion.policy.EnvironmentPolicy;
import io.jenkins.plugins.promotion.policy.PromotionPermissions;
import io.jenkins.plugins.promotion.policy.PromotionPolicy;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import jenkins.model.TransientActionFactory;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A job's page: what is where, and the recent deployments. Answered by the index, without loading a build. */
@ExportedBean
public final class JobDeploymentsAction implements Action, StaplerProxy {
    private static final int RECENT = 20;

    private final Job<?, ?> job;
    /** An action of this kind answers one request. */
    private JobHistory history;

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

    private synchronized JobHistory history() {
        if (history == null) {
            history = JobHistory.of(job.getFullName());
        }
        return history;
    }

    /** What the index cannot tell; empty if all is well. */
    public List<String> getProblems() {
        return history().problems();
    }

    /** Whether the reader may have the index made anew. */
    public boolean isAdministrator() {
        return Jenkins.get().hasPermission(PromotionPermissions.CONFIGURE);
    }

    /** The newest deployments of the job's applications. */
    public List<DeploymentView> getRecent() {
        return recent().map(DeploymentView::of).toList();
    }

    @Exported
    public List<DeploymentSummary> getDeployments() {
        return recent().map(DeploymentSummary::of).toList();
    }

    private Stream<DeploymentRecord> recent() {
        return history().records().stream().limit(RECENT);
    }

    /** The release that is live in each environment, as the newest deployment left it; in promotion order where that is known. */
    @Exported
    public List<Place> getPlaces() {
        List<DeploymentRecord> records = history().records();
        Map<String, Place> places = new LinkedHashMap<>();
        for (DeploymentRecord record : records) {
            String key = record.deployment().place();
            Place known = places.get(key);
            places.put(key, known == null ? Place.newest(record, Holding.of(key, records)) : known.before(record));
        }
        return places.values().stream()
                .sorted(Comparator.comparingInt(JobDeploymentsAction::rank)
                        .thenComparing(Place::getApplication)
                        .thenComparing(Place::getEnvironment))
                .toList();
    }

    private static int rank(Place place) {
        List<EnvironmentPolicy> order = PromotionPolicy.get().getEnvironments();
        for (int i = 0; i < order.size(); i++) {
            if (order.get(i).getName().equals(place.getEnvironment())) {
                return i;
            }
        }
        return order.size();
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
