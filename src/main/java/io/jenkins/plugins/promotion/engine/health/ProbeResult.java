package io.jenkins.plugins.promotion.engine.health;

import java.time.Duration;
import java.util.Optional;

/**
 * What one probe saw.
 *
 * @param healthy whether the release that was asked for answered and is well
 * @param version the release that answered, if it tells
 * @param latency from name lookup to the end of the answer, or to the failure
 * @param reason why it is not healthy, or what is degraded; empty if all is well
 * @param remedy what the reader does about it; empty if all is well
 * @param document what was answered, if it could be read
 */
public record ProbeResult(
        boolean healthy,
        Optional<String> version,
        Duration latency,
        String reason,
        String remedy,
        Optional<HealthDocument> document) {

    /** One line for a log: {@code healthy, version v42, 12 ms}. */
    @Override
    public String toString() {
        return (healthy ? "healthy" : "not healthy")
                + (reason.isEmpty() ? "" : ": " + reason)
                + version.map(release -> ", version " + release).orElse("")
                + ", " + latency.toMillis() + " ms";
    }
}
