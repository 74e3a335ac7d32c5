package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.engine.preflight.PreflightReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code promote preflight}: runs every check of an environment, and touches nothing. */
@Command(
        name = "preflight",
        description = "Runs every check that comes before a deployment and reports all findings.",
        footer = {"  promote preflight -e production -r v42"})
final class Preflight implements Callable<Exit> {
    private final Promote promote;

    @Mixin
    private Workplace workplace = new Workplace();

    @Option(
            names = {"-e", "--env"},
            required = true,
            paramLabel = "ENV",
            description = "The environment.")
    private String environment;

    @Option(
            names = {"-r", "--release"},
            required = true,
            paramLabel = "RELEASE",
            description = "The release.")
    private String release;

    Preflight(Promote promote) {
        this.promote = promote;
    }

    @Override
    public Exit call() throws Exception {
        PreflightReport report = workplace.promotion(promote, environment).preflight(environment, release);
        promote.terminal().out().print(report);
        return report.hasErrors() ? Exit.FAILED : Exit.DONE;
    }
}
