package io.jenkins.plugins.promotion.cli.pipeline;

import hudson.AbortException;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.codehaus.groovy.control.CompilationFailedException;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/**
 * A run of a Scripted Pipeline without Jenkins. Scripts and steps begin and end on one thread; nothing holds a thread while
 * it waits. The state is saved whenever everything waits, so that {@link #resume} goes on after a crash.
 */
public final class PipelineRun {
    private final Host host;
    private final RunFiles files;
    private final Credentials credentials;
    private final Secrets secrets;
    private final RunLog log;
    private final InputLog inputs;
    private final ScriptLoader scripts;
    private final ProgramFile programFile;
    private final CompletableFuture<Result> ended = new CompletableFuture<>();
    private final Variables variables;
    private final PipelineThread thread;
    private volatile RunRecord record;
    private Program program;
    private boolean changed;

    private PipelineRun(Host host, RunFiles files, RunRecord record) throws IOException {
        this.host = host;
        this.files = files;
        this.record = record;
        credentials = Credentials.load(Optional.ofNullable(record.credentials()).map(Path::of));
        secrets = new Secrets(credentials.secrets(), host.mask());
        log = new RunLog(files.log(), secrets, host.listener());
        inputs = new InputLog(files.inputs(), secrets);
        scripts = new ScriptLoader(files.libraries(record.libraries().keySet()));
        programFile = new ProgramFile(files.program(), secrets);
        variables = new Variables(record, scripts, credentials);
        thread = new PipelineThread("pipeline-" + files.number(), this::turn);
    }

    /**
     * Starts a new run. An error in the script is the run's result, not an exception here.
     *
     * @throws IOException if the run's directory cannot be made, or the credentials file cannot be read
     */
    public static PipelineRun start(RunSpec spec, Host host) throws IOException {
        Credentials.load(spec.credentials()); // before there is a run that could never begin
        RunFiles files = RunFiles.create(spec);
        RunRecord record = RunRecord.begun(spec, files.number(), System.currentTimeMillis());
        record.write(files.directory());
        PipelineRun run = new PipelineRun(host, files, record);
        run.thread.execute(run::begin);
        return run;
    }

    /**
     * Goes on with a run whose process died, exactly where it was.
     *
     * @throws IOException if it is running, has ended, or its state cannot be read
     */
    public static PipelineRun resume(Path runDirectory, Host host) throws IOException {
        RunFiles files = RunFiles.open(runDirectory.toAbsolutePath().normalize());
        RunRecord record = RunRecord.read(files.directory());
        if (record.result() != null) {
            files.close();
            throw new AbortException("run " + record.number()
                    + ": expected a run that was interrupted, but it has ended: " + record.result());
        }
        PipelineRun run = new PipelineRun(host, files, record);
        run.thread.execute(Files.exists(files.program()) ? run::goOn : run::begin);
        return run;
    }

    private void begin() {
        program = new Program(this);
        attempt(() -> {
            scripts.compile(files.jenkinsfile());
            for (String library : scripts.annotatedLibraries()) {
                useLibrary(library);
            }
            program.addMain(scripts.newMain(), workspace());
        });
    }

    private void goOn() {
        attempt(() -> {
            scripts.compile(files.jenkinsfile());
            program = programFile.load(scripts.classes());
            program.attach(this);
            log.write("", "", "Resuming run " + number());
            resumeCalls();
        });
    }

    private void attempt(StepContext.Action action) {
        try {
            action.run();
        } catch (CompilationFailedException e) {
            end(BodyResult.failure(new AbortException(e.getMessage())));
        } catch (Exception | LinkageError e) {
            end(BodyResult.failure(e));
        }
    }

    /** After a restart: tells begun calls to go on, outer before inner, except inside a call that pauses its bodies. */
    void resumeCalls() {
        for (StepCall call : program.calls()) {
            if (!call.isPausedFromOutside() && call.claimResume()) {
                call.resume();
            }
        }
    }

    /** Waits for the end of the run. */
    public Result await() throws InterruptedException {
        try {
            return ended.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("run " + number() + " broke: " + e.getCause(), e.getCause());
        }
    }

    /** The end of the run, without waiting. */
    public CompletableFuture<Result> ended() {
        return ended.copy();
    }

    /** Tells everything that runs to stop. What the script does in {@code finally} still runs; a second call stops that. */
    public void abort(String who) {
        thread.execute(() -> {
            if (program != null && !program.isEmpty()) {
                log.write("", "", "Aborted by " + who);
                program.main().stop(new FlowInterruptedException(Result.ABORTED, "Aborted by " + who));
            }
        });
    }

    /** The answers to {@code input}s so far, oldest first. */
    public List<InputRecord> inputs() {
        return inputs.all();
    }

    public String job() {
        return record.job();
    }

    public int number() {
        return files.number();
    }

    public Path directory() {
        return files.directory();
    }

    public Path workspace() {
        return Path.of(record.workspace());
    }

    /** Where runs, locks and milestones are kept. */
    public Path home() {
        return Path.of(record.home());
    }

    public Map<String, Object> parameters() {
        return new LinkedHashMap<>(record.parameters());
    }

    /** Epoch milliseconds. */
    public long startedAt() {
        return record.startedAt();
    }

    /** What {@code run.json} says. */
    public RunRecord record() {
        return record;
    }

    /** Makes the run's result worse; it never gets better. On the pipeline's thread. */
    public void worsen(Result result) {
        program.worsen(result);
    }

    /** Makes a configured library's variables known. On the pipeline's thread. */
    public void useLibrary(String nameAndVersion) throws AbortException {
        program.libraries().add(scripts.library(nameAndVersion));
    }

    /** A file of a library that is in use. On the pipeline's thread. */
    public String resource(String path) throws IOException {
        return scripts.resource(path, program.libraries());
    }

    /** @throws AbortException if the credential that the variable is bound to is absent or of another kind */
    public void requireCredential(SecretVariable variable) throws AbortException {
        credentials.require(variable);
        if (variable.isSecret() && credentials.value(variable).length() < Secrets.SHORTEST) {
            log.write(
                    "",
                    "",
                    "Warning: credential '" + variable.credential() + "' has fewer than " + Secrets.SHORTEST
                            + " characters, so it cannot be masked");
        }
    }

    /** Asks the host; the future may be cancelled to withdraw the question. */
    public CompletableFuture<InputAnswer> ask(InputRequest request) {
        host.listener().inputAsked(request);
        return host.answers().ask(request, inputs.all());
    }

    /** Writes an answer to {@code inputs.jsonl}, on disk when this returns. */
    public void recordInput(InputRecord answer) throws IOException {
        inputs.add(answer);
        host.listener().inputAnswered(answer);
    }

    /** The ordinal of a {@code milestone}: the given one, or the next. On the pipeline's thread. */
    public int milestone(OptionalInt given) {
        return program.milestone(given);
    }

    /** The worst of what happened in a stage so far, by the id of its step. On the pipeline's thread. */
    public Result stageResult(String stageStep) {
        return program.stageResult(stageStep);
    }

    public RunListener listener() {
        return host.listener();
    }

    /** The values that must not reach a disk; masks them for people. */
    public Secrets secrets() {
        return secrets;
    }

    Host host() {
        return host;
    }

    RunFiles files() {
        return files;
    }

    RunLog log() {
        return log;
    }

    Program program() {
        return program;
    }

    Step step(String name) throws AbortException {
        return host.steps().get(name, variables.names(program));
    }

    Variables variables() {
        return variables;
    }

    PipelineThread thread() {
        return thread;
    }

    private void turn(Runnable task) {
        if (ended.isDone()) {
            return;
        }
        try {
            task.run();
            runWhatIsReady();
        } catch (RuntimeException | Error e) {
            end(BodyResult.failure(e));
        }
    }

    private void runWhatIsReady() {
        while (!ended.isDone()) {
            List<Strand> ready = program.ready();
            if (!ready.isEmpty()) {
                ready.forEach(this::run);
                changed = true;
                continue;
            }
            if (changed) {
                save();
                continue;
            }
            List<StepCall> fresh = program.calls().stream()
                    .filter(call -> !call.hasBegun() && !call.isPaused())
                    .toList();
            if (fresh.isEmpty()) {
                return;
            }
            // Saved before and after: a crash in between begins the call again, under the same id.
            fresh.forEach(StepCall::begin);
            changed = true;
        }
    }

    private void run(Strand strand) {
        if (!program.contains(strand) || !strand.isReady()) {
            return;
        }
        BodyResult result = strand.proceed();
        if (result == null) {
            return;
        }
        program.remove(strand);
        if (strand.owner() == null) {
            end(result);
        } else {
            strand.owner().bodyEnded(strand.body(), result);
        }
    }

    /** Saves; when a variable cannot be saved, the newest call fails with that, as in Jenkins. */
    void save() {
        changed = false;
        try {
            programFile.save(program);
        } catch (NotSerializableException e) {
            refuse(
                    new AbortException(
                            "a variable holds a " + e.getMessage() + " while the pipeline waits; expected a value"
                                    + " that can be saved: use it inside one @NonCPS method, or copy what you need into a string, list or map"));
        } catch (AbortException e) {
            refuse(e);
        } catch (IOException e) {
            end(BodyResult.failure(new AbortException("cannot save the run's state: " + e, e)));
        }
    }

    private void refuse(AbortException why) {
        List<StepCall> calls = program.calls();
        if (calls.isEmpty()) {
            end(BodyResult.failure(why));
        } else {
            calls.get(calls.size() - 1).fail(why);
        }
    }

    private void end(BodyResult outcome) {
        if (ended.isDone()) {
            return;
        }
        try {
            if (program != null) {
                // Only a run that broke still has strands: their processes and questions end with it.
                program.abandonAll();
            }
            Result result = record(outcome);
            Files.deleteIfExists(files.program());
            close();
            host.listener().ended(result);
            ended.complete(result);
        } catch (IOException | RuntimeException e) {
            // Not marked as ended: the last state that was saved can be resumed.
            try {
                close();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            ended.completeExceptionally(e);
        }
    }

    private Result record(BodyResult outcome) throws IOException {
        Failure failure = outcome.failed() ? new Failure(outcome.error()) : null;
        Result result = failure == null ? Result.SUCCESS : failure.result();
        String description = null;
        String displayName = null;
        if (program != null) {
            result = result.worst(program.result());
            description = program.description();
            displayName = program.displayName();
        }
        String error = null;
        if (failure != null) {
            error = failure.describe();
            log.write("", "", failure.line());
        }
        log.write("", "", "Finished: " + result);
        record = record.ended(
                System.currentTimeMillis(), result, masked(error), masked(description), masked(displayName));
        record.write(files.directory());
        return result;
    }

    private String masked(String text) {
        return text == null ? null : secrets.mask(text);
    }

    private void close() throws IOException {
        thread.end();
        log.close();
        files.close();
    }
}
