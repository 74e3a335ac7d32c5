package io.jenkins.plugins.promotion.steps;

import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.Switch;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.rollout.Outcome;
import io.jenkins.plugins.promotion.engine.rollout.Progress;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** A step that moves traffic: works until there is nothing to do, then sleeps without a thread. */
abstract class SwitchingExecution extends BackgroundExecution {
    private static final long serialVersionUID = 1L;

    private transient Switch underWay;
    /** One thread at a time works on the switch. */
    private transient boolean working;
    /** It has something more to do than it knew when it began to work. */
    private transient boolean again;

    private transient volatile Throwable stopCause;
    private transient ScheduledFuture<?> alarm;
    private transient boolean abortTold;
    private transient volatile String lastStatus;

    SwitchingExecution(StepContext context, String step, StepArguments arguments) {
        super(context, step, arguments);
    }

    /** Begins the switch, or goes on with the one that the journal tells of. */
    abstract Switch begin(StepDeployment deployment) throws Exception;

    /** What the step returns once the switch has ended; throws if it did not switch. */
    abstract Object end(StepDeployment deployment, Outcome outcome) throws Exception;

    /** Ends the deployment that is this step's own, if it has one, because of an error. */
    abstract void giveUp(StepDeployment deployment, String cause) throws Exception;

    @Override
    final void open() {
        synchronized (this) {
            working = true;
        }
        background(() -> {
            Switch begun = begin(deployment());
            synchronized (this) {
                underWay = begun;
            }
            work();
        });
    }

    /** Wakes up: from a sleep, or because somebody wants it to stop. */
    private void wake() {
        synchronized (this) {
            if (working || underWay == null) {
                again = true;
                return;
            }
            working = true;
            if (alarm != null) {
                alarm.cancel(false);
            }
        }
        background(WakeUps.POOL, this::work);
    }

    private void work() throws Exception {
        tellAbort();
        if (!isAgentThere()) {
            // Without it nothing can be told to the router, and nothing be seen; that is not the release's fault.
            sleep(System.currentTimeMillis() + TimeUnit.SECONDS.toMillis(LOOK_FOR_AGENT));
            return;
        }
        Switch moving = underWay();
        Progress progress = moving.advance();
        lastStatus = moving.status();
        if (progress instanceof Progress.Waiting waiting) {
            sleep(waiting.until());
        } else {
            close();
            finish(progress);
        }
    }

    private synchronized Switch underWay() {
        return underWay;
    }

    /** Also while a thread is at work on it: that goes no step further. */
    private synchronized void tellAbort() {
        if (stopCause != null && underWay != null && !abortTold) {
            abortTold = true;
            underWay.abort("aborted: " + reason(stopCause));
        }
    }

    private synchronized void sleep(long until) {
        long millis = again ? 0 : Math.max(0, until - System.currentTimeMillis());
        again = false;
        working = false;
        alarm = Timer.get().schedule(this::wake, millis, TimeUnit.MILLISECONDS);
    }

    private void finish(Progress progress) throws Exception {
        try {
            Object result = end(deployment(), outcome(progress));
            if (stopCause == null) {
                getContext().onSuccess(result);
                return;
            }
        } catch (Exception e) {
            if (stopCause == null) {
                throw e;
            }
            deployment().log(String.valueOf(readable(e).getMessage()));
        }
        getContext().onFailure(stopCause);
    }

    /** How the switch ended; another deployment that took the lease is an error of its own. */
    private Outcome outcome(Progress progress) throws PromotionException {
        if (progress instanceof Progress.Finished finished) {
            return finished.outcome();
        }
        throw new PromotionException(Finding.error(
                "lease",
                environment(),
                Messages.SwitchingExecution_theLease(),
                Messages.SwitchingExecution_taken(),
                Messages.SwitchingExecution_lookAtTheOther()));
    }

    private synchronized void close() {
        if (underWay != null) {
            underWay.close();
            underWay = null;
        }
    }

    @Override
    void failed(Throwable e) {
        close();
        try {
            // What was begun is ended first, so that no deployment is left at work by a step that is not.
            giveUp(deployment(), String.valueOf(e.getMessage()));
        } catch (Exception alsoFailed) {
            e.addSuppressed(alsoFailed);
        }
        super.failed(stopCause == null ? e : stopCause);
    }

    /** Traffic goes back first; the step ends when it is seen back. Who stops it again does not want to wait for the agent. */
    @Override
    public void stop(Throwable cause) {
        if (stopCause != null) {
            stopWaiting();
        }
        stopCause = cause;
        tellAbort();
        wake();
    }

    @Override
    String status() {
        String status = lastStatus;
        String now = status == null ? Messages.SwitchingExecution_beginning() : status;
        return stopCause == null ? now : Messages.SwitchingExecution_goingBack(now);
    }
}
