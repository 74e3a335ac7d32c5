package io.jenkins.plugins.promotion.cli.steps;

import io.jenkins.plugins.promotion.cli.pipeline.StepContext;
import io.jenkins.plugins.promotion.cli.pipeline.StepExecution;
import io.jenkins.plugins.promotion.engine.Switch;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.rollout.Outcome;
import io.jenkins.plugins.promotion.engine.rollout.Progress;
import java.time.Duration;

/** A step that moves traffic: works until there is nothing to do, then sleeps without a thread. */
abstract class Switching implements StepExecution {
    private static final long serialVersionUID = 1L;

    private transient Switch underWay;
    private transient boolean working;
    private transient Throwable stopCause;

    /** Begins the switch, or goes on with the one that the journal tells of. */
    abstract Switch begin(StepContext context) throws Exception;

    /** What the step returns once the switch has ended; throws if it did not switch. */
    abstract Object end(StepContext context, Progress progress) throws Exception;

    /** Ends the deployment that is this step's own, if it has one, because of an error. */
    abstract void giveUp(StepContext context, String cause) throws Exception;

    final void open(StepContext context) {
        working = true;
        context.background(() -> begin(context), opened -> {
            working = false;
            if (opened.failed()) {
                fail(context, opened.error());
            } else {
                underWay = (Switch) opened.value();
                advance(context);
            }
        });
    }

    private void advance(StepContext context) {
        if (working || underWay == null) {
            return;
        }
        working = true;
        if (stopCause != null) {
            underWay.abort(String.valueOf(stopCause.getMessage()));
        }
        context.background(underWay::advance, advanced -> {
            working = false;
            if (advanced.failed()) {
                close();
                fail(context, advanced.error());
            } else if (advanced.value() instanceof Progress.Waiting waiting) {
                long millis = Math.max(0, waiting.until() - System.currentTimeMillis());
                context.after(
                        Duration.ofMillis(stopCause == null ? millis : Math.min(millis, 10)), () -> advance(context));
            } else {
                finish(context, (Progress) advanced.value());
            }
        });
    }

    private void finish(StepContext context, Progress progress) {
        working = true;
        close();
        context.background(() -> end(context, progress), ended -> {
            if (ended.failed()) {
                fail(context, ended.error());
            } else if (stopCause != null) {
                context.fail(stopCause);
            } else {
                context.finish(ended);
            }
        });
    }

    /** What was begun is ended first, so that no deployment is left at work by a step that is not. */
    private void fail(StepContext context, Throwable error) {
        working = true;
        context.background(
                () -> {
                    giveUp(context, String.valueOf(error.getMessage()));
                    return null;
                },
                ended -> {
                    if (ended.failed()) {
                        error.addSuppressed(ended.error());
                    }
                    context.fail(stopCause == null ? error : stopCause);
                });
    }

    private void close() {
        underWay.close();
        underWay = null;
    }

    @Override
    public final void resume(StepContext context) {
        open(context);
    }

    /** Traffic goes back first; the step ends when it is seen back. */
    @Override
    public final void stop(StepContext context, Throwable cause) {
        stopCause = cause;
        advance(context);
    }

    /** How the switch ended; another deployment that took the lease is an error of its own. */
    static Outcome outcome(String environment, Progress progress) throws PromotionException {
        if (progress instanceof Progress.Finished finished) {
            return finished.outcome();
        }
        throw new PromotionException(Finding.error(
                "lease",
                environment,
                "the lease of the environment",
                "another deployment has taken it",
                "this one stopped without touching anything; look at the other one"));
    }
}
