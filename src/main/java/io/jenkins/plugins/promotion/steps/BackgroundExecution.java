package io.jenkins.plugins.promotion.steps;

import hudson.model.Computer;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import jenkins.util.Timer;
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
    private static final int LOOK_FOR_AGENT = 2;

    private final String step;
    private final StepArguments arguments;
    private transient volatile Future<?> task;
    private transient volatile boolean waitsForAgent;

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
        Authentication who = Jenkins.getAuthentication2();
        task = Computer.threadPoolForRemoting.submit(() -> {
            try (ACLContext ignored = ACL.as2(who)) {
                work.run();
            } catch (Throwable e) {
                failed(e);
            }
        });
    }

    /** Ends the step, unless it has something to put right first. */
    void failed(Throwable e) {
        getContext().onFailure(readable(e));
    }

    /** What people can read: findings without a stack trace. */
    final Throwable readable(Throwable e) {
        if (e instanceof PromotionException promotion) {
            try {
                return deployment().failure(promotion);
            } catch (IOException | InterruptedException lost) {
                e.addSuppressed(lost);
            }
        }
        return e;
    }

    /** Interrupts what is at work. */
    final void interrupt() {
        Future<?> current = task;
        if (current != null) {
            current.cancel(true);
        }
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
        background(this::openWithAgent);
    }

    private void openWithAgent() throws Exception {
        if (!needsWorkspace() || deployment().hasWorkspace()) {
            waitsForAgent = false;
            open();
        } else {
            waitsForAgent = true;
            Timer.get().schedule(() -> background(this::openWithAgent), LOOK_FOR_AGENT, TimeUnit.SECONDS);
        }
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
