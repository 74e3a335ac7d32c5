package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.cli.demo.DemoWorld;
import io.jenkins.plugins.promotion.cli.demo.Fault;
import io.jenkins.plugins.promotion.cli.demo.Loads;
import io.jenkins.plugins.promotion.cli.host.CommandLineHost;
import io.jenkins.plugins.promotion.cli.load.LoadResult;
import io.jenkins.plugins.promotion.cli.pipeline.InputAnswer;
import io.jenkins.plugins.promotion.cli.pipeline.InputAnswers;
import io.jenkins.plugins.promotion.cli.pipeline.RunCredentials;
import io.jenkins.plugins.promotion.cli.pipeline.RunSpec;
import io.jenkins.plugins.promotion.engine.EnvironmentStatus;
import io.jenkins.plugins.promotion.engine.OpenDeployments;
import io.jenkins.plugins.promotion.engine.Promotion;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code promote demo}: promotes a real application through four environments, under load, and back if told to fail. */
@Command(
        name = "demo",
        description =
                "Starts a small shop in four environments behind a load balancer, puts load on all of them, and runs"
                        + " Jenkinsfile.example on it: a new release goes from development to production.",
        footer = {
            "  promote demo",
            "  promote demo --fail health@25     what if the release falls ill at 25 %%?",
            "  promote demo --fast --approve-as alice --approve-as bob --json"
        })
final class Demo implements Callable<Exit> {
    private static final String FILE = "demo/promotion.yaml";

    /** What comes with the new release, so that there is something to publish, to rotate, and to bring back. */
    private static final Map<String, String> CHANGES =
            Map.of("STOREFRONT__API__RATELIMIT__QUERIESPERHOUR", "600", "DEMO_ROTATE_EVERY", "1s");

    private final Promote promote;

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(
            names = "--fail",
            paramLabel = "PHASE",
            description =
                    "Make this go wrong in production: preflight, secrets, deploy, health, health@WEIGHT, smoke, soak"
                            + " or rollback.")
    private String fail;

    @Option(names = "--fast", description = "Shorten the waits.")
    private boolean fast;

    @Option(names = "--embedded", description = "Use the embedded load balancer although HAProxy is installed.")
    private boolean embedded;

    @Option(names = "--keep", description = "Leave everything running at the end, to look at.")
    private boolean keep;

    @Option(names = "--stop", description = "Only stop what --keep left running.")
    private boolean stop;

    Demo(Promote promote) {
        this.promote = promote;
    }

    @Override
    public Exit call() throws Exception {
        Optional<Fault> fault = fault();
        Path folder = Home.folder().resolve("target/demo");
        if (stop) {
            DemoWorld.stop(folder);
            return Exit.DONE;
        }
        try (Display display = promote.display(options.json())) {
            DemoWorld world = DemoWorld.build(Home.folder(), folder, embedded, fast);
            CountDownLatch cleared = new CountDownLatch(1);
            Thread interrupt = new Thread(() -> await(cleared), "demo-interrupt");
            Runtime.getRuntime().addShutdownHook(interrupt);
            try {
                return show(world, fault, display);
            } finally {
                if (!keep) {
                    world.stop();
                }
                cleared.countDown();
            }
        }
    }

    /** After Ctrl-C the process lives until the pipeline has gone back and everything is stopped. */
    private static void await(CountDownLatch cleared) {
        try {
            cleared.await(2, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Fault> fault() throws BadInputException {
        try {
            return Optional.ofNullable(fail).map(Fault::of);
        } catch (IllegalArgumentException e) {
            throw new BadInputException(
                    Finding.error("usage", "--fail", e.getMessage(), "'" + fail + "'", "choose one of these"));
        }
    }

    private Exit show(DemoWorld world, Optional<Fault> fault, Display display) throws Exception {
        display.line("Behind " + world.balancer() + ": " + world.url("production"));
        display.phase("1.0.1", "install", Display.State.STARTED);
        PipelineSession.Ended before = session(new Unseen(), approving("alice", "bob"), Optional.empty(), world)
                .start(spec(world, Map.of()));
        boolean installed = before.exit() == Exit.DONE;
        display.phase("1.0.1", "install", installed ? Display.State.DONE : Display.State.FAILED);
        if (!installed) {
            display.line("It could not be installed: " + before.record().error() + "; log: "
                    + before.directory().resolve("log.txt"));
            display.close();
            return conclude(world, before, Map.of());
        }
        display.line("Promoting 1.0.2 under load …");
        Map<String, LoadResult> loads;
        PipelineSession.Ended ended;
        try (Loads load = Loads.start(world, display)) {
            Map<String, String> changes = new LinkedHashMap<>(CHANGES);
            fault.ifPresent(chosen -> changes.putAll(chosen.variables()));
            ended = session(display, options.answers(display), fault, world).start(spec(world, changes));
            loads = load.stop();
        }
        display.close();
        return conclude(world, ended, loads);
    }

    private PipelineSession session(Display display, InputAnswers answers, Optional<Fault> fault, DemoWorld world) {
        return new PipelineSession(
                display,
                answers,
                deployment -> fault.isPresent() ? fault.get().strikingIn(deployment, world.home()) : entry -> {},
                promote.verbose());
    }

    private static InputAnswers approving(String... people) {
        return InputAnswers.preset(List.of(people).stream()
                .map(name -> InputAnswer.approve(name, "the release before"))
                .toList());
    }

    private static RunSpec spec(DemoWorld world, Map<String, String> more) {
        Map<String, String> variables = new LinkedHashMap<>(world.variables());
        variables.putAll(more);
        return RunSpec.of(world.workspace().resolve("Jenkinsfile"), world.workspace())
                .withJob("storefront")
                .withHome(world.state())
                .withLibrary(Home.LIBRARY, Home.folder())
                .withParameters(variables);
    }

    private Exit conclude(DemoWorld world, PipelineSession.Ended ended, Map<String, LoadResult> loads)
            throws Exception {
        Map<String, String> variables = new LinkedHashMap<>(System.getenv());
        variables.putAll(world.variables());
        CommandLineHost host = new CommandLineHost(
                CommandLineHost.State.quiet(world.state(), new RunCredentials(Optional.empty())),
                world.workspace(),
                variables);
        List<EnvironmentStatus> status =
                Promotion.of(host, new OpenDeployments(), FILE).status();
        Path report = Home.folder().resolve("target/demo/report.html");
        ReportFile.write(report, world.state(), ReportFile.run(ended.record()), ended.deployments(), status, loads);
        PrintWriter out = promote.terminal().out();
        if (options.json()) {
            out.println(DemoJson.of(ended, status, loads, report));
        } else {
            WhatIsWhere.print(status, promote.terminal());
            loads.forEach((environment, load) ->
                    out.println(environment + ": " + load.sent() + " requests sent, " + load.failed() + " failed"));
            out.println(ended.result() + "; report: " + report);
            if (keep) {
                out.println("It all still runs, until 'promote demo --stop'. To look at it:");
                out.println("  cd '" + world.workspace() + "' && . ./" + DemoWorld.VARIABLES);
                out.println("  \"$PROMOTE\" status");
                out.println("  \"$PROMOTE\" rollback production --simulate");
            }
        }
        return ended.exit();
    }
}
