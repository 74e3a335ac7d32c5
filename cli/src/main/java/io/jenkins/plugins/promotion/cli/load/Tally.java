package io.jenkins.plugins.promotion.cli.load;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Counts the requests of a load; one thread counts, any thread may look. */
final class Tally {
    private static final long LONGEST_MICROS = Duration.ofMinutes(10).toNanos() / 1000;

    private final URI url;
    private final Instant started = Instant.now();
    private final long startNanos = System.nanoTime();
    private final Histogram latency = new Histogram(LONGEST_MICROS, 3);
    private final Map<String, Long> versions = new HashMap<>();
    private final Map<String, Long> failures = new HashMap<>();
    private final List<LoadResult.Point> points = new ArrayList<>();
    private final Map<String, Integer> stepOk = new HashMap<>();
    private int stepFailed;
    private long step;
    private long sent;
    private long ok;
    private long failed;
    private long lastNanos = startNanos;

    Tally(URI url) {
        this.url = url;
    }

    long startNanos() {
        return startNanos;
    }

    synchronized void sent() {
        sent++;
    }

    synchronized void ended(Response response) {
        long now = (response.doneNanos() - startNanos) / LoadResult.STEP.toNanos();
        if (now > step) {
            endStep();
            step = now;
        }
        lastNanos = response.doneNanos();
        if (response.isOk()) {
            ok++;
            versions.merge(response.version(), 1L, Long::sum);
            stepOk.merge(response.version(), 1, Integer::sum);
            latency.recordValue(Math.min(LONGEST_MICROS, (response.doneNanos() - response.dueNanos()) / 1000));
        } else {
            failed++;
            failures.merge(response.failure(), 1L, Long::sum);
            stepFailed++;
        }
    }

    private void endStep() {
        if (stepFailed > 0 || !stepOk.isEmpty()) {
            points.add(new LoadResult.Point(step * LoadResult.STEP.toMillis(), stepOk, stepFailed));
            stepOk.clear();
            stepFailed = 0;
        }
    }

    synchronized LoadResult result() {
        List<LoadResult.Point> all = new ArrayList<>(points);
        if (stepFailed > 0 || !stepOk.isEmpty()) {
            all.add(new LoadResult.Point(step * LoadResult.STEP.toMillis(), stepOk, stepFailed));
        }
        return new LoadResult(
                url,
                started,
                Duration.ofNanos(lastNanos - startNanos),
                sent,
                ok,
                failed,
                versions,
                failures,
                new LoadResult.Latency(percentile(50), percentile(99), percentile(100)),
                all);
    }

    private Duration percentile(double percent) {
        return Duration.ofNanos(1000 * latency.getValueAtPercentile(percent));
    }
}
