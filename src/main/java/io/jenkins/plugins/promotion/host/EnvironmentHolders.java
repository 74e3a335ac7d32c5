package io.jenkins.plugins.promotion.host;

import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.lease.Leases;
import java.time.Clock;
import java.util.Optional;

/** Who has an environment now. */
public final class EnvironmentHolders {
    private EnvironmentHolders() {}

    /** @param place application and environment: {@code storefront/production}; empty if nobody has it, or it cannot be told */
    public static Optional<Leases.Holder> of(String place) {
        try {
            return new BuildLeases(Clock.systemUTC()).holder(place);
        } catch (PromotionException e) {
            return Optional.empty();
        }
    }
}
