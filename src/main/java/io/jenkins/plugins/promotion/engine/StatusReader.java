package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.config.PromotionFile;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.health.ProbeResult;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.rollout.LiveSlots;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks routers, slots, leases and history what is where. */
final class StatusReader {
    private final Host host;
    private final PromotionFile file;

    StatusReader(Host host, PromotionFile file) {
        this.host = host;
        this.file = file;
    }

    List<EnvironmentStatus> read() throws PromotionException, InterruptedException, IOException {
        List<EnvironmentStatus> all = new ArrayList<>();
        for (Environment environment : file.environments()) {
            all.add(read(environment));
        }
        return all;
    }

    private EnvironmentStatus read(Environment environment)
            throws PromotionException, InterruptedException, IOException {
        Optional<TrafficSplit> split = Optional.empty();
        String problem = "";
        Map<Slot, String> slots = new EnumMap<>(Slot.class);
        Map<Slot, String> releases = new EnumMap<>(Slot.class);
        LiveSlots lookout = new LiveSlots(environment, host.web(), List.of());
        for (Slot slot : Slot.values()) {
            ProbeResult look = lookout.look(slot);
            slots.put(slot, look.toString());
            look.version().ifPresent(version -> releases.put(slot, version));
        }
        try (TrafficRouter router = host.router(environment.traffic())) {
            split = Optional.of(router.read());
        } catch (RouterException | PromotionException e) {
            // One environment that cannot be asked hides no other.
            problem = e.getMessage();
        }
        DeploymentQuery newest =
                DeploymentQuery.of(file.application()).in(environment.name()).newest(1);
        return new EnvironmentStatus(
                environment.name(),
                split,
                slots,
                releases,
                host.deployments().find(newest).stream().findFirst(),
                host.leases().holder(file.application() + "/" + environment.name()),
                problem);
    }
}
