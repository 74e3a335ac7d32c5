package io.jenkins.plugins.promotion.cli;

import static io.jenkins.plugins.promotion.engine.history.Result.NEEDS_A_PERSON;
import static io.jenkins.plugins.promotion.engine.history.Result.ROLLED_BACK;

import io.jenkins.plugins.promotion.cli.host.CommandLineHost;
import io.jenkins.plugins.promotion.cli.host.JournalDisplay;
import io.jenkins.plugins.promotion.cli.pipeline.Host;
import io.jenkins.plugins.promotion.cli.pipeline.InputAnswers;
import io.jenkins.plugins.promotion.cli.pipeline.InputRecord;
import io.jenkins.plugins.promotion.cli.pipeline.LogLine;
import io.jenkins.plugins.promotion.cli.pipeline.PipelineRun;
import io.jenkins.plugins.promotion.cli.pipeline.Result;
import io.jenkins.plugins.promotion.cli.pipeline.RunCredentials;
import io.jenkins.plugins.promotion.cli.pipeline.RunListener;
import io.jenkins.plugins.promotion.cli.pipeline.RunRecord;
import io.jenkins.plugins.promotion.cli.pipeline.RunSpec;
import io.jenkins.plugins.promotion.cli.pipeline.steps.BuiltInSteps;
import io.jenkins.plugins.promotion.cli.steps.PromotionSteps;
import io.jenkins.plugins.promotion.cli.steps.Promotions;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.FileDeploymentStore;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalListener;
import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import io.jenkins.plugins.promotion.engine.secrets.SecretMask;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** A run of a pipeline with the engine's steps, shown on a display: what {@code run}, {@code resume} and {@code demo} share. */
final class PipelineSession {
    private final Display display;
    private final InputAnswers answers;
    private final Function<Deployment, JournalListener> listeners;
    private final boolean verbose;

    /** @param listeners hear the journals of the run's deployments beside the display */
    PipelineSession(
            Display display, InputAnswers answers, Function<Deployment, JournalListener> listeners, boolean verbose) {
        this.display = display;
        this.answers = answers;
        this.listeners = listeners;
        this.verbose = verbose;
    }

    /**
     * What a run came to.
     *
     * @param record of the run
     * @param deployments oldest first
     */
    record Ended(RunRecord record, Path directory, List<DeploymentRecord> deployments) {

        Exit exit() {
            if (deployments.stream().anyMatch(deployment -> deployment.result() == NEEDS_A_PERSON)) {
                return Exit.NEEDS_A_PERSON;
            }
            return record.result() == Result.SUCCESS ? Exit.DONE : Exit.FAILED;
        }

        /** The run in a word, as {@code --json} prints it. */
        String result() {
            return switch (exit()) {
                case DONE -> "SUCCEEDED";
                case NEEDS_A_PERSON -> "NEEDS_A_PERSON";
                default ->
                    deployments.stream().anyMatch(deployment -> deployment.result() == ROLLED_BACK)
                            ? "ROLLED_BACK"
                            : "FAILED";
            };
        }
    }

    Ended start(RunSpec spec) throws IOException, InterruptedException, BrokenRunException {
        return drive(spec.home(), spec.credentials(), host -> PipelineRun.start(spec, host));
    }

    Ended resume(Path runDirectory) throws IOException, InterruptedException, BrokenRunException {
        RunRecord record = RunRecord.read(runDirectory);
        return drive(
                Path.of(record.home()),
                Optional.ofNullable(record.credentials()).map(Path::of),
                host -> PipelineRun.resume(runDirectory, host));
    }

    /** Starts a run, or goes on with one. */
    @FunctionalInterface
    private interface Beginning {
        PipelineRun begin(Host host) throws IOException;
    }

    private Ended drive(Path home, Optional<Path> credentials, Beginning beginning)
            throws IOException, InterruptedException, BrokenRunException {
        AtomicReference<PipelineRun> current = new AtomicReference<>();
        SecretMask mask = new SecretMask();
        CommandLineHost.State state = new CommandLineHost.State(
                home,
                new RunCredentials(credentials),
                () -> inputs(current.get()),
                this::listener,
                mask,
                new WebClient(NetworkPolicy.open()));
        Promotions promotions =
                new Promotions((workspace, variables) -> new CommandLineHost(state, workspace, variables));
        Host host = Host.of(PromotionSteps.addedTo(BuiltInSteps.catalog()))
                .answering(answers)
                .listening(new Shown())
                .masking(mask)
                .serving(Promotions.class, promotions);
        PipelineRun run = beginning.begin(host);
        current.set(run);
        Thread command = Thread.currentThread();
        Thread interrupt = new Thread(() -> abort(run, command), "abort");
        Runtime.getRuntime().addShutdownHook(interrupt);
        try {
            run.await();
        } catch (IllegalStateException broken) {
            removeHook(interrupt);
            throw new BrokenRunException(run.number(), run.directory(), broken, open(home, run));
        }
        endWhatIsOpen(run, promotions);
        removeHook(interrupt);
        return new Ended(run.record(), run.directory(), deployments(home, run));
    }

    /** A run that ended at a gate, or where its script stopped, leaves no deployment that seems to be at work. */
    private void endWhatIsOpen(PipelineRun run, Promotions promotions) {
        RunRecord record = run.record();
        String cause = record.error() == null ? "the run ended without it" : record.error();
        try {
            for (DeploymentRecord deployment : deployments(Path.of(record.home()), run)) {
                if (!deployment.result().isEnd()) {
                    promotions.abandon(
                            Path.of(record.workspace()), deployment.deployment().id(), cause);
                }
            }
        } catch (PromotionException | IOException e) {
            display.line("A deployment of this run could not be ended: " + e.getMessage());
        }
    }

    private static List<String> open(Path home, PipelineRun run) throws IOException {
        return deployments(home, run).stream()
                .filter(deployment -> !deployment.result().isEnd())
                .map(deployment -> deployment.deployment().environment())
                .toList();
    }

    private static List<InputRecord> inputs(PipelineRun run) {
        return run == null ? List.of() : run.inputs();
    }

    /** Ctrl-C: everything goes back first; the process ends when it has, and when the command has said so. */
    private static void abort(PipelineRun run, Thread command) {
        try {
            run.abort(System.getProperty("user.name"));
            command.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread interrupt) {
        try {
            Runtime.getRuntime().removeShutdownHook(interrupt);
        } catch (IllegalStateException e) {
            // The process is ending already, because of the very interrupt.
        }
    }

    private static List<DeploymentRecord> deployments(Path home, PipelineRun run) throws IOException {
        List<DeploymentRecord> newestFirst =
                new ArrayList<>(new FileDeploymentStore(home.resolve("deployments"), Clock.systemUTC())
                        .find(DeploymentQuery.of("").by(run.job() + "#" + run.number())));
        Collections.reverse(newestFirst);
        return List.copyOf(newestFirst);
    }

    private JournalListener listener(Deployment deployment) {
        JournalListener shown = new JournalDisplay(deployment.environment(), display);
        JournalListener other = listeners.apply(deployment);
        return new JournalListener() {
            @Override
            public void before(JournalEntry entry) {
                other.before(entry);
            }

            @Override
            public void after(JournalEntry entry) {
                shown.after(entry);
                other.after(entry);
            }
        };
    }

    private final class Shown implements RunListener {
        private static final int LAST_LINES = 10;

        /** What each branch's script printed last. */
        private final Map<String, Deque<String>> printed = new HashMap<>();

        @Override
        public void logged(LogLine line) {
            if (verbose || line.text().startsWith("ERROR")) {
                display.line(line.text());
            }
            keep(line);
        }

        private synchronized void keep(LogLine line) {
            Deque<String> last = printed.computeIfAbsent(line.branch(), branch -> new ArrayDeque<>());
            last.add(line.text());
            if (last.size() > LAST_LINES) {
                last.remove();
            }
        }

        @Override
        public synchronized void stepStarted(StepEvent step) {
            printed.remove(step.branch());
        }

        /** The exit code of a script alone tells nobody why it failed. */
        @Override
        public synchronized void stepEnded(StepEvent step, boolean failed) {
            if (failed && !verbose && step.step().equals("sh")) {
                printed.getOrDefault(step.branch(), new ArrayDeque<>()).forEach(display::line);
            }
        }

        @Override
        public void inputAnswered(InputRecord answer) {
            display.line((answer.approved() ? "approved by " : "rejected by ")
                    + answer.who()
                    + (answer.reason() == null || answer.reason().isEmpty() ? "" : ": " + answer.reason()));
        }
    }
}
