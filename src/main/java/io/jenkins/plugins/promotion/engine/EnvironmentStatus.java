package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.lease.Leases;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.Map;
import java.util.Optional;

/**
 * What is where in one environment.
 *
 * @param environment its name
 * @param split as the router reports it; empty if it does not answer
 * @param slots what each slot says of itself, in words
 * @param releases which release each slot says it runs; a slot that does not say is left out
 * @param last the newest deployment
 * @param holder who has the lease
 * @param problem why the router could not be asked; empty if it could
 */
public record EnvironmentStatus(
        String environment,
        Optional<TrafficSplit> split,
        Map<Slot, String> slots,
        Map<Slot, String> releases,
        Optional<DeploymentRecord> last,
        Optional<Leases.Holder> holder,
        String problem) {

    public EnvironmentStatus {
        slots = Map.copyOf(slots);
        releases = Map.copyOf(releases);
    }

    /** The release that has all traffic; empty if traffic is split, or nothing answers. */
    public Optional<String> live() {
        return split.flatMap(TrafficSplit::sole).map(releases::get);
    }
}
