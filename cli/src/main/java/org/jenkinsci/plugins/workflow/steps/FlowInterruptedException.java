package org.jenkinsci.plugins.workflow.steps;

import io.jenkins.plugins.promotion.cli.pipeline.Result;
import java.util.Objects;

/** The pipeline, or a part of it, was told to stop. Named as in Jenkins, so that scripts can catch it. */
public final class FlowInterruptedException extends InterruptedException {
    private static final long serialVersionUID = 1L;

    private final Result result;
    private boolean actualInterruption = true;

    public FlowInterruptedException(Result result, String cause) {
        super(cause);
        this.result = Objects.requireNonNull(result, "result");
    }

    /** The result of a run that ends because of this. */
    public Result getResult() {
        return result;
    }

    /** Whether the part that was told to stop is still unwinding; false once the step that stopped it has reported. */
    public boolean isActualInterruption() {
        return actualInterruption;
    }

    /** The step that stopped its body is done: from here on this is an error like any other. */
    public FlowInterruptedException reported() {
        actualInterruption = false;
        return this;
    }
}
