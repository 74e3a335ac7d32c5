package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.cli.host.CommandLineHost;
import io.jenkins.plugins.promotion.engine.Promotion;
import io.jenkins.plugins.promotion.engine.Returning;
import io.jenkins.plugins.promotion.engine.Switch;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.rollout.Progress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code promote rollback}: goes back, first from a deployment that was interrupted, else to an earlier release. */
@Command(
        name = "rollback",
        description =
                "Goes back to the release before the present one, or to a named one, with the configuration and the"
                        + " secrets it had. A deployment that was interrupted is rolled back to its own baseline.",
        footer = {
            "  promote rollback production",
            "  promote rollback production --to v41",
            "  promote rollback production --simulate"
        })
final class Rollback implements Callable<Exit> {
    private final Promote promote;

    @Mixin
    private Workplace workplace = new Workplace();

    @Parameters(paramLabel = "ENV", description = "The environment.")
    private String environment;

    @Option(
            names = "--to",
            paramLabel = "RELEASE",
            description = "The release (default: the one before, unless a rollback left that).")
    private String release = "";

    @Option(names = "--simulate", description = "Show what would happen, and touch nothing.")
    private boolean simulate;

    Rollback(Promote promote) {
        this.promote = promote;
    }

    @Override
    public Exit call() throws Exception {
        Promotion promotion = workplace.toGoBack(promote, environment);
        Returning returning = promotion.returning(environment);
        Optional<String> interrupted = returning.interrupted();
        if (simulate) {
            return show(returning, interrupted);
        }
        if (interrupted.isPresent()) {
            DeploymentRecord record = promotion.rollBack(interrupted.get(), "rolled back by " + Workplace.requester());
            print(record);
            if (record.result() == Result.NEEDS_A_PERSON) {
                return Exit.NEEDS_A_PERSON;
            }
            if (release.isEmpty() || release.equals(record.previous())) {
                return Exit.DONE;
            }
        }
        Returning next = promotion.returning(environment);
        return goBack(next, next.begin(release, "", Workplace.requester()));
    }

    private Exit goBack(Returning returning, String id) throws Exception {
        DeploymentRecord record;
        try (Switch way = returning.switchBack(id)) {
            Progress progress = way.advance();
            while (progress instanceof Progress.Waiting waiting) {
                Thread.sleep(Math.max(1, waiting.until() - System.currentTimeMillis()));
                progress = way.advance();
            }
            if (!(progress instanceof Progress.Finished finished)) {
                throw new PromotionException(Finding.error(
                        "lease",
                        environment,
                        "the lease of the environment",
                        "another deployment has taken it",
                        "look at it with 'promote status'"));
            }
            record = returning.complete(id, finished.outcome());
        }
        print(record);
        return switch (record.result()) {
            case SUCCEEDED -> Exit.DONE;
            case NEEDS_A_PERSON -> Exit.NEEDS_A_PERSON;
            default -> Exit.FAILED;
        };
    }

    private void print(DeploymentRecord record) {
        PrintWriter out = promote.terminal().out();
        out.println(environment + " " + record.deployment().release() + ": " + record.result()
                + (record.cause().isEmpty() ? "" : "; " + record.cause()));
        record.restored()
                .forEach(thing -> out.println("  " + thing.name() + " "
                        + thing.result().name().toLowerCase(Locale.ROOT) + ": " + thing.detail()));
    }

    private Exit show(Returning returning, Optional<String> interrupted) throws Exception {
        PrintWriter out = promote.terminal().out();
        if (interrupted.isPresent()) {
            out.println("deployment " + interrupted.get() + " was interrupted: it would be rolled back first:");
            CommandLineHost host = workplace.host(promote);
            host.deployments().find(interrupted.get()).ifPresent(record -> record.baseline()
                    .captured()
                    .forEach(thing -> out.println("  " + thing.name() + " back to " + thing.state())));
            return Exit.DONE;
        }
        Returning.Preview preview = returning.simulate(release);
        out.println(environment + " would go from " + (preview.live().isEmpty() ? "nothing" : preview.live())
                + " back to " + preview.release() + " in the " + preview.slot() + " slot, all traffic at once");
        boolean possible = true;
        for (Returning.Thing thing : preview.things()) {
            out.println("  " + thing.name() + ": "
                    + (thing.now().equals(thing.then())
                            ? "stays at " + thing.now()
                            : thing.now() + " → " + thing.then()));
            for (Finding finding : thing.findings()) {
                possible &= !finding.isError();
                out.println("    " + finding.severity() + " " + finding);
            }
        }
        out.println("nothing was touched");
        return possible ? Exit.DONE : Exit.FAILED;
    }
}
