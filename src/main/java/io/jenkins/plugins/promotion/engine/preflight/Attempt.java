package io.jenkins.plugins.promotion.engine.preflight;

import io.jenkins.plugins.promotion.engine.config.Durations;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One run of one check: the first of its end, its timeout and the end of all time decides the result. */
final class Attempt implements Runnable {
    private final Check check;
    private final ScheduledExecutorService timer;
    private final CompletableFuture<CheckResult> result = new CompletableFuture<>();
    private long startNanos;

    Attempt(Check check, ScheduledExecutorService timer) {
        this.check = check;
        this.timer = timer;
    }

    @Override
    public void run() {
        startNanos = System.nanoTime();
        Thread thread = Thread.currentThread();
        var alarm = timer.schedule(() -> expire(thread), check.timeout().toMillis(), TimeUnit.MILLISECONDS);
        List<Finding> findings = look();
        alarm.cancel(false);
        end(findings);
    }

    private synchronized void end(List<Finding> findings) {
        result.complete(ended(findings));
        // An alarm that came too late must not reach the next check on this thread.
        Thread.interrupted();
    }

    private List<Finding> look() {
        try {
            return List.copyOf(check.run());
        } catch (PromotionException e) {
            return e.findings();
        } catch (InterruptedException e) {
            return List.of(error("was interrupted", "run it again"));
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            String message = e.getMessage() == null ? "" : ": " + e.getMessage();
            return List.of(error(
                    "it failed with " + e.getClass().getSimpleName() + message,
                    "correct what the check needs; if it looks right, the check itself is wrong: report it"));
        }
    }

    private synchronized void expire(Thread thread) {
        Finding hanging = error(
                "no result within " + Durations.inWords(check.timeout()),
                "does what it looks at hang? otherwise raise the timeout of the check");
        if (result.complete(ended(List.of(hanging)))) {
            thread.interrupt();
        }
    }

    /** The result, or after that time the finding that there is none. */
    CheckResult await(long deadlineNanos, Duration total) throws InterruptedException {
        Finding late = error(
                "no result when all checks together had taken " + Durations.inWords(total),
                "look at the checks that hang, or allow more time for all");
        CheckResult unfinished = new CheckResult(check.subject(), total.toMillis(), List.of(late));
        try {
            result.completeOnTimeout(unfinished, Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
            return result.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a result is never exceptional", e);
        }
    }

    private CheckResult ended(List<Finding> findings) {
        return new CheckResult(check.subject(), (System.nanoTime() - startNanos) / 1_000_000, findings);
    }

    private Finding error(String butWas, String remedy) {
        String kind = check.subject().split(" ", 2)[0];
        return Finding.error(kind, check.subject(), "a result", butWas, remedy);
    }
}
