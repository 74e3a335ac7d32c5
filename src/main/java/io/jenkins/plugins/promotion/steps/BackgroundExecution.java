package io.jenkins.plugins.promotion.steps;

import hudson.AbortException;
import hudson.Util;
import hudson.model.Computer;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.journal.JournalException;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.springframework.security.core.Authentication;

/**
 * A step whose work is done by a thread of a pool, for as long as there is work. After a restart the work is done again: every
 * method of the engine goes on where the journal says that it stopped.
 */
abstract class BackgroundExecution extends StepExecution {
    private static final long serialVersionUID = 1L;

    /** How often an agent that is on its way is looked for, in seconds. */
    static final int LOOK_FOR_AGENT = 2;

    private final String step;
    private final StepArguments arguments;
    /** Who is at work; not the task, because one that is cancelled may still change something. */
    private transient Thread worker;

    private transient volatile boolean waitsForAgent;
    private transient volatile boolean impatient;

    BackgroundExecution(StepContext context, String step, StepArguments arguments) {
        super(context);
        this.step = step;
        this.arguments = arguments;
    }

    /** Something that takes a thread. */
    @FunctionalInterface
    interface Task {
        void run() throws Exception;
    }

    final StepDeployment deployment() throws IOException, InterruptedException {
        return StepDeployment.of(step, getContext(), arguments);
    }

    final String environment() {
        return arguments.environment();
    }

    /** Whether the step can do its work without a workspace. */
    boolean needsWorkspace() {
        return true;
    }

    /** Does it by a thread of the pool; what it throws ends the step. */
    final void background(Task work) {
        background(Computer.threadPoolForRemoting, work);
    }

    /** As {@link #background(Task)}, by a thread of that pool. */
    final void background(Executor pool, Task work) {
        Authentication who = Jenkins.getAuthentication2();
        pool.execute(() -> {
            enter();
            try (ACLContext ignored = ACL.as2(who)) {
                work.run();
            } catch (Throwable e) {
                fail(e);
            } finally {
                leave();
            }
        });
    }

    /** Nobody else would end a step whose failure cannot be dealt with. */
    private void fail(Throwable e) {
        try {
            failed(e);
        } catch (Throwable worse) {
            worse.addSuppressed(e);
            getContext().onFailure(worse);
        }
    }

    private synchronized void enter() {
        worker = Thread.currentThread();
    }

    private synchronized void leave() {
        // What it did may have been to set another to work.
        if (worker == Thread.currentThread()) {
            worker = null;
        }
    }

    /** Ends the step, unless it has something to put right first. */
    void failed(Throwable e) {
        getContext().onFailure(readable(e));
    }

    /** What people can read: findings without a stack trace. */
    final Throwable readable(Throwable e) {
        if (e instanceof JournalException) {
            return new AbortException(Messages.BackgroundExecution_noJournal(step, e.getMessage()));
        }
        if (e instanceof PromotionException promotion) {
            try {
                return deployment().failure(promotion);
            } catch (IOException | InterruptedException lost) {
                e.addSuppressed(lost);
            }
        }
        return e;
    }

    /** Interrupts what is at work; the step ends when it has stopped. */
    final synchronized void interrupt() {
        if (worker != null) {
            worker.interrupt();
        }
    }

    /** Why it was stopped, or failed, in words. */
    static String reason(Throwable cause) {
        String message = Util.fixEmpty(cause.getMessage());
        if (message != null) {
            return message;
        }
        return cause instanceof FlowInterruptedException ? Messages.BackgroundExecution_stopped() : cause.toString();
    }

    /** Begins the work, at the start and after a restart. */
    abstract void open();

    @Override
    public boolean start() throws Exception {
        open();
        return false;
    }

    @Override
    public void onResume() {
        whenAgentIsThere(this::open);
    }

    /** Does it in the background, as soon as the agent is there. */
    final void whenAgentIsThere(Task work) {
        background(() -> {
            if (isAgentThere()) {
                work.run();
            } else {
                Timer.get().schedule(() -> whenAgentIsThere(work), LOOK_FOR_AGENT, TimeUnit.SECONDS);
            }
        });
    }

    /** Whether the work can be done now, or has to be done without waiting for the agent any longer. */
    final boolean isAgentThere() throws IOException, InterruptedException {
        boolean there = !needsWorkspace() || impatient || deployment().hasWorkspace();
        if (!there && deployment().isAgentRemoved()) {
            deployment().log(Messages.BackgroundExecution_agentRemoved());
            stopWaiting();
            return true;
        }
        if (!there && !waitsForAgent) {
            deployment().log(Messages.BackgroundExecution_waitingForAgent());
        }
        waitsForAgent = !there;
        return there;
    }

    /** From now on the work is done without the agent as well as it can. */
    final void stopWaiting() {
        impatient = true;
    }

    @Override
    public String getStatus() {
        return waitsForAgent ? Messages.BackgroundExecution_waitingForAgent() : status();
    }

    /** What it is doing, in a line. */
    String status() {
        return Messages.BackgroundExecution_atWork(environment());
    }
}
