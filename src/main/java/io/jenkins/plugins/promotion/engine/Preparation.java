package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.approval.ApprovalRule;
import io.jenkins.plugins.promotion.engine.config.ConfigurationLoader;
import io.jenkins.plugins.promotion.engine.config.ConfigurationTarget;
import io.jenkins.plugins.promotion.engine.config.EffectiveConfiguration;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.config.PublishedConfiguration;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.engine.history.DeploymentJournal;
import io.jenkins.plugins.promotion.engine.lease.Leases;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import io.jenkins.plugins.promotion.engine.preflight.Preflight;
import io.jenkins.plugins.promotion.engine.preflight.PreflightReport;
import io.jenkins.plugins.promotion.engine.preflight.checks.Checks;
import io.jenkins.plugins.promotion.engine.preflight.checks.FreezeCheck;
import io.jenkins.plugins.promotion.engine.rollback.NotOpened;
import io.jenkins.plugins.promotion.engine.rollback.Restorable;
import io.jenkins.plugins.promotion.engine.secrets.EnvironmentSecrets;
import io.jenkins.plugins.promotion.engine.secrets.ProvisionedSecret;
import io.jenkins.plugins.promotion.engine.secrets.ProvisionedSecrets;
import io.jenkins.plugins.promotion.engine.secrets.SecretHost;
import io.jenkins.plugins.promotion.engine.secrets.SecretValue;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What comes before the traffic moves in one environment: plan, checks, configuration, secrets. */
final class Preparation {
    private final Host host;
    private final String application;
    private final Environment environment;

    Preparation(Host host, String application, Environment environment) {
        this.host = host;
        this.application = application;
        this.environment = environment;
    }

    EffectiveConfiguration configuration() throws PromotionException {
        return ConfigurationLoader.load(application, environment.config(), host.source(), host.variables());
    }

    private Optional<ConfigurationTarget> target() throws PromotionException {
        return environment.config().publish().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        host.configurationTarget(environment.config().publish().get()));
    }

    EnvironmentSecrets secrets(String who) {
        return new EnvironmentSecrets(
                environment,
                new SecretHost(
                        who,
                        host.secretStores(),
                        host.credentials(),
                        host.commands(),
                        host.web(),
                        host.audit(),
                        host.mask(),
                        host.clock()));
    }

    /** The current values of the secrets by the name of a variable, for a child process. */
    Map<String, String> reveal() throws PromotionException, InterruptedException {
        EnvironmentSecrets secrets = secrets("exec");
        Map<String, String> values = new LinkedHashMap<>();
        for (Environment.Secret secret : environment.secrets()) {
            try (SecretValue value = secrets.read(secret.name(), "exec")) {
                values.put(secret.name().toUpperCase(Locale.ROOT).replace('-', '_'), value.reveal());
            }
        }
        return values;
    }

    /** What deploying the release now would do. */
    Plan plan(String release) throws PromotionException, InterruptedException {
        EffectiveConfiguration effective = configuration();
        try (Target target = Target.open(environment, host)) {
            Target.Standing standing = target.standing();
            return new Plan(
                    application,
                    environment.name(),
                    release,
                    standing.live(),
                    standing.idle(),
                    environment.config().publish().isPresent() ? effective.digest() : "",
                    difference(effective),
                    environment.secrets().stream().map(Environment.Secret::name).toList(),
                    Definition.digest(environment),
                    environment.rollout(),
                    approval());
        } catch (RouterException e) {
            throw Target.unreachable(environment, e);
        }
    }

    private Optional<ApprovalRule> approval() {
        Optional<ApprovalRule> asked = environment.approval().map(approval -> ApprovalRule.of(approval, host.names()));
        return ApprovalRule.strictest(environment.name(), asked, host.policy(environment.name()))
                .rule();
    }

    private List<String> difference(EffectiveConfiguration effective) throws PromotionException, InterruptedException {
        Optional<ConfigurationTarget> target = target();
        if (target.isEmpty()) {
            return List.of();
        }
        Optional<ConfigurationTarget.Version> current = target.get().current();
        if (current.isEmpty()) {
            return List.of("the first configuration, " + effective.leaves().size() + " values");
        }
        return EffectiveConfiguration.difference(target.get().read(current.get().id()), effective).stream()
                .filter(change -> !readsTheSame(change))
                .map(EffectiveConfiguration.Change::toString)
                .toList();
    }

    /** A target that keeps text gives back text, also for numbers; of a hidden value nobody can see whether it differs. */
    private static boolean readsTheSame(EffectiveConfiguration.Change change) {
        return change.from().equals(change.to()) && !change.to().equals(Optional.of("****"));
    }

    /** Every check of the environment: those that hold for all, those of its file, those of its secrets. */
    List<Check> checks(String release, String deployment) {
        List<Check> checks = new ArrayList<>();
        checks.add(Check.of("configuration", () -> {
            configuration();
            return List.of();
        }));
        checks.add(Check.of("lease", () -> lease(deployment)));
        checks.add(Check.of("rollback", this::rollbackPossible));
        checks.add(Check.of("release", () -> notLive(release)));
        checks.add(Check.of("policy", () -> host.objections(application, environment.name(), release)));
        checks.addAll(Checks.always(environment, host.clock()));
        environment.preflight().forEach(choice -> checks.add(host.check(choice, environment, release)));
        checks.addAll(secrets(deployment.isEmpty() ? "preflight" : deployment).checks());
        return checks;
    }

    /** Runs every check for a deployment, and writes down what they found. */
    PreflightReport preflight(Attempt attempt) throws InterruptedException, IOException {
        Deployment deployment = attempt.deployment();
        attempt.record().beginPhase("preflight");
        PreflightReport report = Preflight.standard().run(checks(deployment.release(), deployment.id()));
        for (Finding finding : report.findings()) {
            attempt.record().find(finding);
        }
        String detail = report.results().size() + " checks in " + report.millis() + " ms";
        attempt.record().endPhase("preflight", !report.hasErrors(), detail);
        return report;
    }

    /**
     * What may have changed since the preflight, or was never asked by a pipeline that has none.
     *
     * @throws PromotionException if the environment takes the release at another time only, or not at all
     */
    void requireOpen(String release) throws PromotionException, IOException {
        List<Finding> findings =
                new ArrayList<>(new FreezeCheck(environment.name(), environment.freeze(), host.clock()).run());
        findings.addAll(host.objections(application, environment.name(), release));
        if (!findings.isEmpty()) {
            throw new PromotionException(findings);
        }
    }

    private List<Finding> lease(String deployment) throws PromotionException {
        Optional<Leases.Holder> holder = host.leases().holder(application + "/" + environment.name());
        if (holder.isEmpty()
                || holder.get().deployment().equals(deployment)
                || host.leases().isFree(holder.get())) {
            return List.of();
        }
        return List.of(Finding.error(
                "lease",
                environment.name(),
                "no other deployment at work",
                "deployment " + holder.get().deployment() + (holder.get().alive() ? " is at work" : " was interrupted"),
                holder.get().alive()
                        ? "wait until it has ended, or abort it"
                        : "let it finish with 'promote resume', or go back with 'promote rollback " + environment.name()
                                + "'"));
    }

    private List<Finding> rollbackPossible() throws Exception {
        List<Finding> findings = new ArrayList<>();
        try (Target target = Target.open(environment, host)) {
            for (Restorable thing : restorables(target)) {
                findings.addAll(thing.prove(thing.capture()));
            }
        } catch (RouterException e) {
            throw Target.unreachable(environment, e);
        }
        return findings;
    }

    private List<Finding> notLive(String release) throws PromotionException, InterruptedException {
        try (Target target = Target.open(environment, host)) {
            return target.standing().live().equals(release)
                    ? List.of(Finding.error(
                            "release",
                            environment.name(),
                            "a release that is not live yet",
                            release + " is live",
                            "there is nothing to do; give every build a version of its own"))
                    : List.of();
        } catch (RouterException e) {
            // The check of the rollback reports this already.
            return List.of();
        }
    }

    /** In capture order; a rollback brings the traffic back first, because that is what users feel. */
    List<Restorable> restorables(Target target) {
        List<Restorable> things = new ArrayList<>();
        try {
            target().map(PublishedConfiguration::new).ifPresent(things::add);
        } catch (PromotionException e) {
            things.add(new NotOpened(PublishedConfiguration.NAME, e));
        }
        things.addAll(secrets("rollback").restorables());
        things.add(target.traffic());
        return things;
    }

    Attempt.Done<Map<String, String>> publish(Attempt attempt)
            throws PromotionException, InterruptedException, IOException {
        requireUnchanged(attempt);
        EffectiveConfiguration effective = configuration();
        Map<String, String> published = new LinkedHashMap<>();
        Optional<ConfigurationTarget> target = target();
        if (target.isEmpty()) {
            return Attempt.Done.well(published, "this environment publishes none");
        }
        requirePlanned(attempt, effective);
        attempt.journal().commit(DeploymentJournal.CONFIGURATION_INTENT, Map.of("digest", effective.digest()));
        ConfigurationTarget.Version version = target.get().publish(effective);
        published.put("version", version.id());
        published.put("digest", version.digest());
        attempt.journal().commit(DeploymentJournal.CONFIGURATION, published);
        return Attempt.Done.well(
                published, "version " + version.id() + " at " + target.get().describe());
    }

    /**
     * What was approved is what is done, also if the promotion file has changed since.
     *
     * @throws PromotionException if the file now says something else about how this environment is changed
     */
    void requireUnchanged(Attempt attempt) throws PromotionException {
        if (!attempt.plan().text("definition").equals(Definition.digest(environment))) {
            throw new PromotionException(Finding.error(
                    "plan",
                    attempt.deployment().place(),
                    "the environment as it was when plan " + attempt.plan().text("digest") + " was made",
                    "the promotion file says something else about it now",
                    "start a new deployment"));
        }
    }

    /** What was approved is what is published, also if the repository has changed since. */
    private static void requirePlanned(Attempt attempt, EffectiveConfiguration effective) throws PromotionException {
        String planned = attempt.plan().text("configuration");
        if (!planned.equals(effective.digest())) {
            throw new PromotionException(Finding.error(
                    "configuration",
                    attempt.deployment().place(),
                    "the configuration of the plan, digest " + planned,
                    "digest " + effective.digest(),
                    "it was changed during the deployment; start a new one"));
        }
    }

    /** @param names none means every secret whose value is generated here */
    Attempt.Done<ProvisionedSecrets> rotate(Attempt attempt, Set<String> names)
            throws PromotionException, InterruptedException, IOException {
        ProvisionedSecrets rotated = secrets(attempt.deployment().id()).rotate(names, attempt.journal());
        return Attempt.Done.well(rotated, rotated.toString());
    }

    Attempt.Done<ProvisionedSecrets> provision(Attempt attempt)
            throws PromotionException, InterruptedException, IOException {
        requireUnchanged(attempt);
        ProvisionedSecrets provisioned = secrets(attempt.deployment().id()).provision(attempt.journal());
        for (ProvisionedSecret secret : provisioned.getSecrets()) {
            attempt.journal()
                    .commit(
                            DeploymentJournal.SECRET,
                            Map.of(
                                    "name",
                                    secret.getName(),
                                    "version",
                                    secret.getVersion(),
                                    "new",
                                    secret.isRotated()));
        }
        return Attempt.Done.well(
                provisioned, provisioned.getSecrets().isEmpty() ? "this environment has none" : provisioned.toString());
    }
}
