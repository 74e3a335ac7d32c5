package io.jenkins.plugins.promotion.engine.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** What users get: an environment seen through its public address. A switch is done when it is seen here. */
public final class DataPlane {
    private static final int MOST_REQUESTS = 100;

    private final HealthProbe probe;

    /** @param probe of the health document at the public address, expecting no release */
    public DataPlane(HealthProbe probe) {
        this.probe = probe;
    }

    /**
     * Asks at the same time over that many fresh connections, so that a load balancer chooses anew for each.
     *
     * @param times 1 to 100
     */
    public Observation observe(int times) throws InterruptedException {
        if (times < 1 || times > MOST_REQUESTS) {
            throw new IllegalArgumentException("times is 1 to " + MOST_REQUESTS + ", but was " + times);
        }
        List<CompletableFuture<ProbeResult>> probes = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            probes.add(probe.probeAsync());
        }
        try {
            Map<String, Integer> versions = new TreeMap<>();
            Map<String, Integer> failures = new TreeMap<>();
            for (CompletableFuture<ProbeResult> asked : probes) {
                count(asked.get(), versions, failures);
            }
            return new Observation(versions, failures);
        } catch (ExecutionException | CancellationException e) {
            throw new IllegalStateException("a probe reports failures as results", e);
        } finally {
            probes.forEach(asked -> asked.cancel(true));
        }
    }

    private static void count(ProbeResult result, Map<String, Integer> versions, Map<String, Integer> failures) {
        if (result.healthy() && result.version().isPresent()) {
            versions.merge(result.version().get(), 1, Integer::sum);
        } else {
            failures.merge(result.healthy() ? "the answer tells no version" : result.reason(), 1, Integer::sum);
        }
    }

    @Override
    public String toString() {
        return probe.toString();
    }
}
