package io.jenkins.plugins.promotion.cli.pipeline;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** What a step that has begun may see and do. {@code log}, {@code succeed}, {@code fail} and {@code finish} may be called from any thread. */
public interface StepContext {

    /** Unique in the run, the same after a restart: a key for files and journals. */
    String id();

    String stepName();

    PipelineRun run();

    /** The object that the host gave for a type. */
    <T> T service(Class<T> type);

    /** The current directory: the workspace, or what {@code dir} chose. */
    Path directory();

    /** A folder of this step alone, in the run's directory; the same after a restart. */
    Path files();

    /** Every variable, with the values of bound credentials: for child processes, never for a field. */
    Map<String, String> environment();

    /** The stage around the step; empty outside stages. */
    String stage();

    /** The parallel branch around the step; empty outside {@code parallel}. */
    String branch();

    /** Writes a line, or several, to the log of the run; values of credentials become {@code ****}. */
    void log(String text);

    /** Ends the step; the first end counts. The value must be serializable. */
    void succeed(Object value);

    /** Ends the step; the error is thrown where the script called it. */
    void fail(Throwable error);

    /** Ends the step as the body or the work ended. */
    default void finish(BodyResult result) {
        if (result.failed()) {
            fail(result.error());
        } else {
            succeed(result.value());
        }
    }

    boolean hasBody();

    /** The names of the blocks, in the script's order; the unnamed one has the empty name. */
    List<String> bodies();

    /** Whether a credential is bound around the step. */
    boolean hasSecrets();

    /** Runs the block; {@link StepExecution#bodyEnded} hears of its end. */
    default void startBody() {
        startBody("", BodyScope.UNCHANGED);
    }

    /** Runs the block in a changed scope. */
    default void startBody(BodyScope scope) {
        startBody("", scope);
    }

    /** Runs the block of that name, which is empty for the only one. A block may be run again after it ended. */
    void startBody(String name, BodyScope scope);

    /** Stops every body that is running. @return whether there was any */
    boolean stopBodies(Throwable cause);

    /** Stops one body. @return whether it was running */
    boolean stopBody(String name, Throwable cause);

    /** In {@link StepExecution#resume}: bodies do not go on before {@link #continueBodies}. */
    void pauseBodies();

    void continueBodies();

    /** Does something on the pipeline's thread later, unless the step has ended by then. Not saved: ask again when resumed. */
    void after(Duration delay, Action action);

    /** Works on another thread, which is interrupted when the step ends before, and tells the end on the pipeline's thread. */
    <T> void background(Callable<T> work, Consumer<BodyResult> then);

    /** Does something on the pipeline's thread, unless the step has ended by then; from any thread. */
    void onPipelineThread(Action action);

    /** Does something when the step ends, in whatever way. Not saved: ask again when resumed. */
    void onEnd(Runnable action);

    /** Saves the program now, because a field of the execution changed. Only on the pipeline's thread. */
    void save();

    /** Makes the result of the stage around the step worse. */
    void worsenStage(Result result);

    /** Something to do; an exception fails the step. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }
}
