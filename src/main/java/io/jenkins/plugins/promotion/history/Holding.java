package io.jenkins.plugins.promotion.history;

import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.lease.Leases;
import io.jenkins.plugins.promotion.host.BuildDeployments;
import io.jenkins.plugins.promotion.host.EnvironmentHolders;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/** Who has an environment's lease, since when, and what for. */
public final class Holding {
    private final Leases.Holder holder;
    private final DeploymentView deployment;

    private Holding(Leases.Holder holder, DeploymentView deployment) {
        this.holder = holder;
        this.deployment = deployment;
    }

    /**
     * Who has it now; null if nobody has.
     *
     * @param place application and environment
     * @param known where its deployment is looked for
     */
    static Holding of(String place, List<DeploymentRecord> known) {
        return EnvironmentHolders.of(place)
                .map(holder -> new Holding(holder, deployment(holder.deployment(), known)))
                .orElse(null);
    }

    private static DeploymentView deployment(String id, List<DeploymentRecord> known) {
        Optional<DeploymentRecord> record = known.stream()
                .filter(candidate -> candidate.deployment().id().equals(id))
                .findFirst();
        return record.map(found -> DeploymentView.now(new BuildDeployments(Clock.systemUTC()), found))
                .orElse(null);
    }

    /** Of the deployment. */
    public String getId() {
        return holder.deployment();
    }

    public Date getSince() {
        return new Date(holder.since());
    }

    /** Whether its build is at work; if not, the next deployment gets the lease. */
    public boolean isAlive() {
        return holder.alive();
    }

    /** Null if the index does not know it. */
    public DeploymentView getDeployment() {
        return deployment;
    }
}
