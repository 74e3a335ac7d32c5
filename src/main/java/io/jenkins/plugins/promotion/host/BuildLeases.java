package io.jenkins.plugins.promotion.host;

import hudson.model.Run;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.lease.FileLeases;
import io.jenkins.plugins.promotion.engine.lease.Lease;
import io.jenkins.plugins.promotion.engine.lease.Leases;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/** Leases whose holders live as long as their build is at work, however often the controller is restarted meanwhile. */
final class BuildLeases implements Leases {
    private final FileLeases files;
    private final BuildDeployments deployments;

    BuildLeases(Clock clock) {
        this.files = new FileLeases(PromotionHome.folder().resolve("leases"), clock);
        this.deployments = new BuildDeployments(clock);
    }

    @Override
    public Lease acquire(String environment, String deployment) throws PromotionException {
        Optional<Holder> holder = holder(environment);
        if (holder.isPresent() && !holder.get().deployment().equals(deployment) && isFree(holder.get())) {
            files.acquire(environment, holder.get().deployment()).release();
        }
        return files.acquire(environment, deployment);
    }

    @Override
    public Lease takeOver(String environment, String deployment) throws PromotionException {
        return acquire(environment, deployment);
    }

    /** Its build has ended, and no other goes on with its deployment. */
    @Override
    public boolean isFree(Holder holder) {
        return !holder.alive();
    }

    @Override
    public Optional<Holder> holder(String environment) throws PromotionException {
        return files.holder(environment)
                .map(holder ->
                        new Holder(holder.deployment(), holder.token(), holder.since(), isAtWork(holder.deployment())));
    }

    private boolean isAtWork(String deployment) {
        try {
            Optional<DeploymentRecord> record = deployments.find(deployment);
            if (record.isEmpty()) {
                // The index was lost, and with it whose build it is; it can be made anew.
                return true;
            }
            Run<?, ?> run = Run.fromExternalizableId(record.get().deployment().run());
            return run != null && run.isBuilding();
        } catch (IOException e) {
            // A lease is not taken from somebody who may be at work.
            return true;
        }
    }
}
