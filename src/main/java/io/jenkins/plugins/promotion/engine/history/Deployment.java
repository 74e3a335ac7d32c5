package io.jenkins.plugins.promotion.engine.history;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * One attempt to make a release live in one environment.
 *
 * @param id unique, sortable by time
 * @param application what is promoted
 * @param environment where
 * @param release which version
 * @param run the pipeline run that does it, in the host's words; empty if it was asked for directly
 * @param requester who asked for it
 * @param startedAt epoch milliseconds
 */
public record Deployment(
        String id,
        String application,
        String environment,
        String release,
        String run,
        String requester,
        long startedAt) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    /** A new deployment; its id is the environment, the time, and four random digits. */
    public static Deployment of(
            String application,
            String environment,
            String release,
            String run,
            String requester,
            long now,
            RandomGenerator random) {
        String id = environment + "-" + TIME.format(Instant.ofEpochMilli(now)) + "-"
                + HexFormat.of().toHexDigits((short) random.nextInt());
        return new Deployment(id, application, environment, release, run, requester, now);
    }

    Deployment by(String otherRun) {
        return new Deployment(id, application, environment, release, otherRun, requester, startedAt);
    }

    /** What leases are taken on. */
    public String place() {
        return application + "/" + environment;
    }

    Map<String, Object> facts() {
        return Map.of(
                "id", id,
                "application", application,
                "environment", environment,
                "release", release,
                "run", run,
                "requester", requester);
    }
}
