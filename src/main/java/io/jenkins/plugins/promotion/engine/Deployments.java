package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.IncidentReport;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.lease.Leases;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** An application's deployments: begins them, finds them again after a crash, and ends them. */
final class Deployments {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Host host;
    private final OpenDeployments open;
    private final String application;

    Deployments(Host host, OpenDeployments open, String application) {
        this.host = host;
        this.open = open;
        this.application = application;
    }

    /** The id of the deployment of the release by the run: the one that is at work already, or a new one. */
    String ofRun(String environment, String release, String run, String requester)
            throws PromotionException, IOException {
        for (DeploymentRecord record : atWork(environment, run)) {
            Attempt attempt = get(record.deployment().id());
            if (attempt.result().isEnd()) {
                // The crash came between the end in the journal and the record of it.
                end(attempt, attempt.result(), "");
            } else if (record.deployment().release().equals(release) && !Returning.isReturn(attempt)) {
                return record.deployment().id();
            }
        }
        return create(environment, release, run, requester).deployment().id();
    }

    /** @throws PromotionException if the deployment that a block names is not what this run deploys there */
    void requireOfBlock(String id, String environment, String release, String run)
            throws PromotionException, IOException {
        boolean own = host
                .deployments()
                .find(DeploymentQuery.of(application).in(environment).by(run))
                .stream()
                .map(DeploymentRecord::deployment)
                .anyMatch(deployment -> deployment.id().equals(id)
                        && (release.isEmpty() || deployment.release().equals(release)));
        if (!own) {
            throw new PromotionException(Finding.error(
                    "deployment",
                    id,
                    "a deployment of " + (release.isEmpty() ? "" : release + " ") + "to " + environment + " by " + run,
                    host.deployments()
                            .find(id)
                            .map(DeploymentRecord::deployment)
                            .map(other ->
                                    "one of " + other.release() + " to " + other.environment() + " by " + other.run())
                            .orElse("none"),
                    "name the release of the block, and leave PROMOTION_DEPLOYMENT to autoRollback"));
        }
    }

    Attempt create(String environment, String release, String run, String requester) throws IOException {
        Deployment deployment = Deployment.of(
                application, environment, release, run, requester, host.clock().millis(), RANDOM);
        return open.begin(deployment, host);
    }

    /** Deployments of the run that are at work by their records, newest first; what no run did is nobody's to go on with. */
    List<DeploymentRecord> atWork(String environment, String run) throws IOException {
        return run.isEmpty()
                ? List.of()
                : host.deployments()
                        .find(DeploymentQuery.of(application)
                                .in(environment)
                                .by(run)
                                .that(Result.RUNNING));
    }

    /** The deployment that was at work in the environment when its process died; empty if there is none. */
    Optional<Attempt> interrupted(String environment) throws PromotionException, IOException {
        Optional<Leases.Holder> holder = host.leases().holder(application + "/" + environment);
        return holder.isEmpty() || holder.get().alive()
                ? Optional.empty()
                : Optional.of(get(holder.get().deployment()));
    }

    Attempt get(String id) throws PromotionException, IOException {
        return open.get(id, host);
    }

    /** @throws PromotionException if the deployment has ended */
    Attempt running(String id) throws PromotionException, IOException {
        Attempt attempt = get(id);
        if (attempt.result().isEnd()) {
            end(attempt, attempt.result(), "");
            throw new PromotionException(Finding.error(
                    "deployment",
                    id,
                    "a deployment that is at work",
                    "it has ended: " + attempt.result(),
                    "start a new one"));
        }
        return attempt;
    }

    /** @throws PromotionException if the deployment may not change anything: without a baseline, a lease, or on its way back */
    Attempt begun(String id) throws PromotionException, IOException {
        Attempt attempt = running(id);
        if (!attempt.hasBaseline()) {
            throw new PromotionException(Finding.error(
                    "deployment",
                    id,
                    "a baseline to come back to",
                    "none",
                    "call it inside autoRollback, which captures one"));
        }
        attempt.takeLease();
        attempt.requireLease();
        attempt.requireForward();
        return attempt;
    }

    /** A deployment that has begun is its caller's to bring back; any other ends here. */
    void failUnlessBegun(Attempt attempt, Exception cause) throws IOException {
        if (!attempt.hasDone(Beginning.LAST_PHASE)) {
            end(attempt, Result.FAILED, String.valueOf(cause.getMessage()));
        }
    }

    /** Writes the end, and a report for people if something came back, or did not. */
    DeploymentRecord end(Attempt attempt, Result result, String cause) throws IOException {
        try {
            DeploymentRecord record = attempt.end(result, cause);
            if (record.result() == Result.ROLLED_BACK || record.result() == Result.NEEDS_A_PERSON) {
                host.deployments().attach(record.deployment(), "incident.md", IncidentReport.of(record));
            }
            return record;
        } finally {
            if (attempt.result().isEnd()) {
                open.forget(attempt.deployment().id());
            }
        }
    }
}
