package io.jenkins.plugins.promotion.engine.preflight;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

/** Runs checks at the same time, waits for all of them, stops at none, and ends what hangs. */
public final class Preflight {
    private static final Duration ENOUGH = Duration.ofSeconds(60);

    /** Checks wait for the network rather than compute; beyond this many a machine has other troubles. */
    private static final int MOST_THREADS = 256;

    private final Duration total;

    private Preflight(Duration total) {
        this.total = total;
    }

    /** Gives all checks together 60 s, and each its own timeout. */
    public static Preflight standard() {
        return new Preflight(ENOUGH);
    }

    /** Gives all checks together that time, and each its own timeout. */
    public static Preflight within(Duration total) {
        if (total.isNegative() || total.isZero()) {
            throw new IllegalArgumentException("total is longer than nothing, but was " + total);
        }
        return new Preflight(total);
    }

    /** The report on all checks, in their order, whatever happens to them. */
    public PreflightReport run(List<? extends Check> checks) throws InterruptedException {
        long start = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.max(1, Math.min(checks.size(), MOST_THREADS)), daemons("promotion-preflight"));
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(daemons("promotion-preflight-timer"));
        try {
            List<Attempt> attempts = new ArrayList<>();
            for (Check check : checks) {
                Attempt attempt = new Attempt(check, timer);
                attempts.add(attempt);
                threads.execute(attempt);
            }
            List<CheckResult> results = new ArrayList<>();
            for (Attempt attempt : attempts) {
                results.add(attempt.await(start + total.toNanos(), total));
            }
            return new PreflightReport(results, (System.nanoTime() - start) / 1_000_000);
        } finally {
            threads.shutdownNow();
            timer.shutdownNow();
        }
    }

    /** A check that ignores its interrupt keeps its thread, but not the process. */
    private static ThreadFactory daemons(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
