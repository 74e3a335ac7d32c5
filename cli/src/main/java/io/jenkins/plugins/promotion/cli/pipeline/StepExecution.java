package io.jenkins.plugins.promotion.cli.pipeline;

import java.io.Serializable;

/**
 * A step that has begun. Its fields are its state: they are saved with the program, so they are small, serializable and hold
 * no secret; whatever belongs to the process (futures, threads) is transient. All methods run on the pipeline's thread.
 */
public interface StepExecution extends Serializable {

    /** For a step that ended in {@link Step#start}. */
    StepExecution DONE = context -> {};

    /**
     * Goes on after the process died. Bodies are resumed by the runner. The step may have done all its work already, and told
     * its end to a program that was not saved any more: then it tells it again.
     */
    void resume(StepContext context) throws Exception;

    /** A body that {@link StepContext#startBody} started has ended; by default the step ends with it. */
    default void bodyEnded(StepContext context, String body, BodyResult result) throws Exception {
        context.finish(result);
    }

    /**
     * Leaves the environment in a named state and ends, now or soon, usually by {@code context.fail(cause)}. By default stops
     * the bodies if any is running, and fails otherwise.
     */
    default void stop(StepContext context, Throwable cause) throws Exception {
        if (!context.stopBodies(cause)) {
            context.fail(cause);
        }
    }
}
