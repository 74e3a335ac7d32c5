package io.jenkins.plugins.promotion.cli.load;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a load has seen so far, or in the end.
 *
 * @param url what was requested
 * @param started when the first request was due
 * @param took until now, or until the last answer
 * @param sent requests that were due; without those still under way it is the sum of {@code ok} and {@code failed}
 * @param ok answered with a 2xx
 * @param failed answered with anything else, reset, refused, or not answered in time
 * @param versions ok answers for each version that the header {@code X-Version} named
 * @param failures failed requests for each reason
 * @param latency of ok answers
 * @param points the course of it, in steps of {@link #STEP}, without steps in which nothing ended
 */
public record LoadResult(
        URI url,
        Instant started,
        Duration took,
        long sent,
        long ok,
        long failed,
        Map<String, Long> versions,
        Map<String, Long> failures,
        Latency latency,
        List<Point> points) {

    public static final Duration STEP = Duration.ofMillis(100);

    public LoadResult {
        versions = Map.copyOf(versions);
        failures = Map.copyOf(failures);
        points = List.copyOf(points);
    }

    /** From when a request was due until its answer was read; zero if there was none. */
    public record Latency(Duration median, Duration p99, Duration max) {}

    /**
     * What ended within one step.
     *
     * @param atMillis the beginning of the step, since {@link #started}
     * @param ok answers for each version
     * @param failed requests
     */
    public record Point(long atMillis, Map<String, Integer> ok, int failed) {
        public Point {
            ok = Map.copyOf(ok);
        }
    }
}
