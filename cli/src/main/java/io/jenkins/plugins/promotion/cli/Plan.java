package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.engine.Promotion;
import io.jenkins.plugins.promotion.engine.config.EffectiveConfiguration;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code promote plan}: says what deploying a release would do, and touches nothing. */
@Command(
        name = "plan",
        description =
                "Shows what deploying a release would do: slots, traffic, the effective configuration and where each"
                        + " value comes from, and the difference from what is live.",
        footer = {"  promote plan -e production -r v42", "  promote plan -e testing -r v42 -f demo/promotion.yaml"})
final class Plan implements Callable<Exit> {
    private final Promote promote;

    @Mixin
    private Workplace workplace = new Workplace();

    @Mixin
    private ReleaseOptions options = new ReleaseOptions();

    Plan(Promote promote) {
        this.promote = promote;
    }

    @Override
    public Exit call() throws Exception {
        Promotion promotion = workplace.promotion(promote, options.environment());
        var plan = promotion.plan(options.environment(), options.release());
        PrintWriter out = promote.terminal().out();
        plan.summary().forEach(out::println);
        plan.approval().ifPresent(rule -> out.println("approvals: " + rule.quorum()));
        EffectiveConfiguration configuration = promotion.configuration(options.environment());
        out.println();
        out.println("effective configuration, digest " + configuration.digest());
        configuration.leaves().forEach(leaf -> out.println("  " + leaf));
        out.println();
        out.println(plan.difference().isEmpty() ? "no difference from what is live" : "difference from what is live");
        plan.difference().forEach(change -> out.println("  " + change));
        return Exit.DONE;
    }
}
