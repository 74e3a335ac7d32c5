package io.jenkins.plugins.promotion.host;

import hudson.model.Run;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.preflight.checks.FreezeCheck;
import io.jenkins.plugins.promotion.policy.PromotionPolicy;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Whether a build may bring a release to an environment now: no freeze, in promotion order, and after no newer build. */
final class Admission {
    private final Run<?, ?> run;
    private final String application;
    private final String environment;
    private final String release;

    Admission(Run<?, ?> run, String application, String environment, String release) {
        this.run = run;
        this.application = application;
        this.environment = environment;
        this.release = release;
    }

    List<Finding> objections(Clock clock) throws IOException {
        List<Finding> findings = new ArrayList<>(
                new FreezeCheck(environment, PromotionPolicy.get().freeze(environment), clock).run());
        outOfOrder(clock).ifPresent(findings::add);
        overtaken().ifPresent(findings::add);
        return findings;
    }

    private Optional<Finding> outOfOrder(Clock clock) throws IOException {
        Optional<String> before = PromotionPolicy.get().before(environment);
        if (before.isEmpty()) {
            return Optional.empty();
        }
        DeploymentQuery live = DeploymentQuery.of(application)
                .of(before.get(), release)
                .that(Result.SUCCEEDED)
                .newest(1);
        return new BuildDeployments(clock).find(live).isEmpty()
                ? Optional.of(Finding.error(
                        "policy",
                        environment,
                        Messages.Admission_liveBefore(release, before.get()),
                        Messages.Admission_neverWas(),
                        Messages.Admission_promoteThereFirst(before.get())))
                : Optional.empty();
    }

    private Optional<Finding> overtaken() throws IOException {
        OptionalInt newer = NewestBuilds.newerThan(run, application + "/" + environment);
        return newer.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.error(
                        "policy",
                        environment,
                        Messages.Admission_noNewerBuild(run.getParent().getFullName(), "#" + run.getNumber()),
                        Messages.Admission_newerBuild("#" + newer.getAsInt()),
                        Messages.Admission_startAnew(release)));
    }
}
