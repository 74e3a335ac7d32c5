package io.jenkins.plugins.promotion.engine.lease;

import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.util.Optional;

/** Gives each environment to one deployment at a time. */
public interface Leases {

    /**
     * Takes the environment's lease for a deployment. The same deployment may take it again, after a crash: that fences off
     * its earlier process, because every acquisition has a higher token.
     *
     * @param environment application and environment, for example {@code storefront/production}
     * @param deployment id of the deployment that will act
     * @throws PromotionException if another deployment holds it; the finding says which, since when, and what to do
     */
    Lease acquire(String environment, String deployment) throws PromotionException;

    /**
     * As {@link #acquire}, but takes the lease away from a deployment whose process is gone: for a rollback, which puts right
     * what the dead deployment left.
     */
    Lease takeOver(String environment, String deployment) throws PromotionException;

    /** Whether {@link #acquire} takes the lease from that holder: where nobody can go on with what a dead one left. */
    default boolean isFree(Holder holder) {
        return false;
    }

    /** Who holds it now, if anybody does. */
    Optional<Holder> holder(String environment) throws PromotionException;

    /**
     * Who holds a lease.
     *
     * @param deployment id
     * @param token fencing token, higher for each acquisition
     * @param since epoch milliseconds
     * @param alive whether its process is still there
     */
    record Holder(String deployment, long token, long since, boolean alive) {}
}
