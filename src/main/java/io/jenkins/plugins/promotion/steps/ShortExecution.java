package io.jenkins.plugins.promotion.steps;

import java.io.Serializable;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** A step that looks or changes something, and is done in a matter of seconds. */
final class ShortExecution extends BackgroundExecution {
    private static final long serialVersionUID = 1L;

    private final Action action;
    private transient volatile Throwable stopCause;

    /** What the step does; a constant of an enum, so that it can be done again after a restart. */
    interface Action extends Serializable {
        Object run(StepDeployment deployment) throws Exception;

        boolean needsWorkspace();
    }

    ShortExecution(StepContext context, String step, StepArguments arguments, Action action) {
        super(context, step, arguments);
        this.action = action;
    }

    @Override
    void open() {
        background(() -> {
            Object result = stopCause == null ? action.run(deployment()) : null;
            if (stopCause == null) {
                getContext().onSuccess(result);
            } else {
                getContext().onFailure(stopCause);
            }
        });
    }

    @Override
    void failed(Throwable e) {
        super.failed(stopCause == null ? e : stopCause);
    }

    @Override
    boolean needsWorkspace() {
        return action.needsWorkspace();
    }

    /**
     * The journal ends where the work was interrupted; the block around it brings everything back, and not before nothing is at
     * work any more.
     */
    @Override
    public void stop(Throwable cause) {
        stopCause = cause;
        stopWaiting();
        interrupt();
    }
}
