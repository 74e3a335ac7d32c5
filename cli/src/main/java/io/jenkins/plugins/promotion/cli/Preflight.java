package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.engine.preflight.PreflightReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code promote preflight}: runs every check of an environment, and touches nothing. */
@Command(
        name = "preflight",
        description = "Runs every check that comes before a deployment and reports all findings.",
        footer = {"  promote preflight -e production -r v42"})
final class Preflight implements Callable<Exit> {
    private final Promote promote;

    @Mixin
    private Workplace workplace = new Workplace();

    @Mixin
    private ReleaseOptions options = new ReleaseOptions();

    Preflight(Promote promote) {
        this.promote = promote;
    }

    @Override
    public Exit call() throws Exception {
        PreflightReport report =
                workplace.promotion(promote, options.environment()).preflight(options.environment(), options.release());
        promote.terminal().out().print(report);
        return report.hasErrors() ? Exit.FAILED : Exit.DONE;
    }
}
