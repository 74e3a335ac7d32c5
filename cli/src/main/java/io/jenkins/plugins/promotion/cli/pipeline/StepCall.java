package io.jenkins.plugins.promotion.cli.pipeline;

import com.cloudbees.groovy.cps.Continuable;
import groovy.lang.Closure;
import io.jenkins.plugins.promotion.cli.pipeline.RunListener.StepEvent;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** One call of a step by a strand, from the script's words to the value or error it goes on with. */
final class StepCall implements StepContext, Serializable {
    private static final long serialVersionUID = 1L;

    private final Strand caller;
    private final int id;
    private final String step;
    private final Arguments arguments;
    private final Map<String, Closure<?>> bodies;
    private final Map<String, Strand> running = new LinkedHashMap<>();
    private StackTraceElement[] location = {};
    private StepExecution execution;
    private boolean begun;
    private boolean done;
    private transient boolean paused;
    private transient boolean resumed;
    private transient List<Runnable> whenEnded;

    StepCall(Strand caller, int id, String step, Arguments arguments, Map<String, Closure<?>> bodies) {
        this.caller = caller;
        this.id = id;
        this.step = step;
        this.arguments = arguments;
        this.bodies = new LinkedHashMap<>(bodies);
    }

    /** Where in the scripts the call stands, innermost first. */
    void locate(List<StackTraceElement> stack) {
        location = stack.toArray(StackTraceElement[]::new);
    }

    Object runNow(Step immediate) throws Exception {
        run().host().listener().stepStarted(event());
        boolean failed = true;
        try {
            Object value = ((ImmediateStep) immediate).work().run(this, arguments);
            failed = false;
            return value;
        } finally {
            done = true;
            run().host().listener().stepEnded(event(), failed);
        }
    }

    boolean hasBegun() {
        return begun;
    }

    boolean isPaused() {
        return paused || isPausedFromOutside();
    }

    boolean isPausedFromOutside() {
        StepCall outer = caller.owner();
        return outer != null && outer.isPaused();
    }

    void begin() {
        begun = true;
        resumed = true;
        run().host().listener().stepStarted(event());
        guard(() -> execution = run().step(step).start(this, arguments));
    }

    void resume() {
        guard(() -> execution.resume(this));
    }

    void stop(Throwable cause) {
        if (!begun || execution == null) {
            complete(BodyResult.failure(cause));
        } else {
            guard(() -> execution.stop(this, cause));
        }
    }

    void bodyEnded(String body, BodyResult result) {
        running.remove(body);
        if (!done) {
            guard(() -> execution.bodyEnded(this, body, result));
        }
    }

    /** The step around it has ended without waiting for it. */
    void abandon() {
        complete(BodyResult.failure(new InterruptedException("the step around " + step + " has ended")));
    }

    /** Does a piece of the step's own work; whatever it throws is the step's end. */
    private void guard(Action action) {
        try {
            action.run();
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            complete(BodyResult.failure(e));
        }
    }

    private void complete(BodyResult result) {
        if (done) {
            return;
        }
        done = true;
        if (whenEnded != null) {
            whenEnded.forEach(Runnable::run);
        }
        caller.program().abandon(running.values());
        running.clear();
        if (result.failed()) {
            addLocation(result.error());
        }
        if (begun) {
            run().host().listener().stepEnded(event(), result.failed());
        }
        caller.proceedWith(result);
    }

    /** An error that was made on another thread says which line of the script it belongs to. */
    private void addLocation(Throwable error) {
        for (StackTraceElement element : error.getStackTrace()) {
            if (element.equals(Continuable.SEPARATOR_STACK_ELEMENT)) {
                return;
            }
        }
        List<StackTraceElement> stack = new ArrayList<>(List.of(location));
        stack.add(Continuable.SEPARATOR_STACK_ELEMENT);
        stack.addAll(List.of(error.getStackTrace()));
        error.setStackTrace(stack.toArray(StackTraceElement[]::new));
    }

    private StepEvent event() {
        return new StepEvent(id(), step, stage(), branch());
    }

    @Override
    public String id() {
        return String.valueOf(id);
    }

    @Override
    public String stepName() {
        return step;
    }

    @Override
    public PipelineRun run() {
        return caller.run();
    }

    @Override
    public <T> T service(Class<T> type) {
        return run().host().service(type);
    }

    @Override
    public Path directory() {
        return caller.scope().directory();
    }

    @Override
    public Path files() {
        return run().files().step(id());
    }

    @Override
    public Map<String, String> environment() {
        return run().variables().environment(caller.program(), caller.scope());
    }

    @Override
    public String stage() {
        return caller.scope().stage();
    }

    @Override
    public String branch() {
        return caller.scope().branch();
    }

    @Override
    public void log(String text) {
        run().log().write(stage(), branch(), text);
    }

    @Override
    public void succeed(Object value) {
        run().thread().execute(() -> complete(BodyResult.success(value)));
    }

    @Override
    public void fail(Throwable error) {
        run().thread().execute(() -> complete(BodyResult.failure(error)));
    }

    @Override
    public boolean hasBody() {
        return !bodies.isEmpty();
    }

    @Override
    public List<String> bodies() {
        return List.copyOf(bodies.keySet());
    }

    @Override
    public void startBody(String name, BodyScope scope) {
        if (running.containsKey(name)) {
            throw new IllegalStateException(step + ": the body '" + name + "' is running already");
        }
        Strand strand = caller.program().add(bodies.get(name), caller.scope().inside(id(), scope), this, name);
        running.put(name, strand);
    }

    @Override
    public boolean stopBodies(Throwable cause) {
        List<Strand> strands = List.copyOf(running.values());
        strands.forEach(strand -> strand.stop(cause));
        return !strands.isEmpty();
    }

    @Override
    public boolean stopBody(String name, Throwable cause) {
        Strand strand = running.get(name);
        if (strand != null) {
            strand.stop(cause);
        }
        return strand != null;
    }

    @Override
    public void pauseBodies() {
        paused = true;
    }

    @Override
    public void continueBodies() {
        paused = false;
        run().resumeCalls();
    }

    @Override
    public void after(Duration delay, Action action) {
        run().thread().schedule(delay, () -> unlessDone(action));
    }

    @Override
    public void onPipelineThread(Action action) {
        run().thread().execute(() -> unlessDone(action));
    }

    private void unlessDone(Action action) {
        if (!done) {
            guard(action);
        }
    }

    @Override
    public <T> void background(Callable<T> task, Consumer<BodyResult> then) {
        Future<?> future = run().thread().work(task, result -> onPipelineThread(() -> then.accept(result)));
        onEnd(() -> future.cancel(true));
    }

    @Override
    public void onEnd(Runnable action) {
        if (whenEnded == null) {
            whenEnded = new ArrayList<>();
        }
        whenEnded.add(action);
    }

    @Override
    public void save() {
        run().save();
    }

    @Override
    public void worsenStage(Result result) {
        caller.program().worsenStage(caller.scope().stageStep(), result);
    }

    @Override
    public boolean hasSecrets() {
        return caller.scope().hasSecrets();
    }

    Strand caller() {
        return caller;
    }

    int number() {
        return id;
    }

    @Override
    public String toString() {
        return step + " " + id;
    }

    /** Whether {@link #resume} is still due after a restart. */
    boolean claimResume() {
        boolean due = begun && !resumed;
        resumed = true;
        return due;
    }
}
