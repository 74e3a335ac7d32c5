package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.config.EffectiveConfiguration;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.config.PromotionFile;
import io.jenkins.plugins.promotion.engine.config.PromotionFileLoader;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalException;
import io.jenkins.plugins.promotion.engine.preflight.Preflight;
import io.jenkins.plugins.promotion.engine.preflight.PreflightReport;
import io.jenkins.plugins.promotion.engine.rollback.RollbackDriver;
import io.jenkins.plugins.promotion.engine.rollback.RollbackReport;
import io.jenkins.plugins.promotion.engine.rollout.Outcome;
import io.jenkins.plugins.promotion.engine.rollout.RolloutJournal;
import io.jenkins.plugins.promotion.engine.rollout.RolloutPlan;
import io.jenkins.plugins.promotion.engine.secrets.ProvisionedSecrets;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The façade: one method a step. Both hosts call nothing else.
 *
 * <p>A deployment is named by its id. A method that is called again after a crash goes on where the journal says it stopped.
 */
public final class Promotion {
    /** What history shows instead of a release when only secrets changed. */
    private static final String ROTATION = "secrets-rotation";

    private final Host host;
    private final PromotionSource source;
    private final PromotionFile file;
    private final Deployments deployments;

    private Promotion(Host host, OpenDeployments open, PromotionSource source) {
        this.host = host;
        this.source = source;
        this.file = source.file();
        this.deployments = new Deployments(host, open, file.application());
    }

    /**
     * Reads the promotion file.
     *
     * @param open the process's deployments, one object a process
     * @param name of the file in the host's source tree
     * @throws PromotionException with everything that is wrong with the file
     */
    public static Promotion of(Host host, OpenDeployments open, String name) throws PromotionException {
        return new Promotion(host, open, PromotionSource.read(host, name));
    }

    /**
     * As {@link #of}, for the way back in one environment: if the file is of no use now, what a deployment there began with does,
     * so that nothing that happens to the repository bars the way. {@link #warnings} tell of it.
     *
     * @param id of the deployment to bring back; empty for the newest that has begun
     * @throws PromotionException with what is wrong with the file, if no deployment kept a better one
     */
    public static Promotion toGoBack(Host host, OpenDeployments open, String name, String environment, String id)
            throws PromotionException, IOException {
        return new Promotion(host, open, PromotionSource.toGoBack(host, name, environment, id));
    }

    /**
     * What a promotion file asks for and this version does not carry out, as warnings that start {@code file:line:column}: it is
     * valid, but preflight would refuse it.
     *
     * @param variables that {@code ${NAME}} stands for
     * @throws PromotionException with everything that is wrong with the file
     */
    public static List<Finding> unavailable(String name, byte[] yaml, Map<String, String> variables)
            throws PromotionException {
        return PromotionFileLoader.unavailable(name, yaml, variables, AvailableKinds.BY_PLACE);
    }

    public PromotionFile file() {
        return file;
    }

    /** Why this is not the file as it is now; empty if it is. */
    public List<Finding> warnings() {
        return source.warnings();
    }

    /** Keeps what the deployment begins with for its way back. */
    void keepSource(Attempt attempt) throws IOException {
        note(source.keep(host, attempt.deployment()), attempt);
    }

    private static void note(List<Finding> warnings, Attempt attempt) throws IOException {
        for (Finding warning : warnings) {
            attempt.record().find(warning);
        }
    }

    /**
     * The environment of that name.
     *
     * @throws PromotionException if the file has none; the finding lists those it has
     */
    public Environment environment(String name) throws PromotionException {
        return source.environment(name);
    }

    /**
     * The deployment of a release to an environment by a pipeline run: the one that is at work already, or a new one.
     *
     * @param run the pipeline run, unique for the host; empty for a deployment that no run asks for, which is always a new one
     * @param requester who asked for it
     * @return its id
     */
    public String deployment(String environment, String release, String run, String requester)
            throws PromotionException, IOException {
        requireRelease(release);
        return deployments.ofRun(environment(environment).name(), release, run, requester);
    }

    /**
     * The deployment of the block that a step stands in. The block names it in a variable, which a script can set as well.
     *
     * @param id that the variable has
     * @param release that the step names; empty for the block's
     * @param run that the step is in
     * @throws PromotionException if that is not what this run deploys there
     */
    public String deploymentOfBlock(String id, String environment, String release, String run)
            throws PromotionException, IOException {
        deployments.requireOfBlock(id, environment, release, run);
        return id;
    }

    private static void requireRelease(String release) throws PromotionException {
        if (!release.matches("[A-Za-z0-9][A-Za-z0-9._+-]{0,127}")) {
            throw new PromotionException(Finding.error(
                    "release",
                    "release",
                    "a version of letters, digits and . _ + -, such as v42",
                    "'" + release + "'",
                    "give every release a name of its own"));
        }
    }

    /** What deploying the release now would do; changes nothing. */
    public Plan plan(String environment, String release) throws PromotionException, InterruptedException {
        requireRelease(release);
        return preparation(environment).plan(release);
    }

    /** The configuration that the environment would get now, and where each value comes from. */
    public EffectiveConfiguration configuration(String environment) throws PromotionException {
        return preparation(environment).configuration();
    }

    /** Runs every check without a deployment; changes nothing. */
    public PreflightReport preflight(String environment, String release)
            throws PromotionException, InterruptedException {
        requireRelease(release);
        return Preflight.standard().run(preparation(environment).checks(release, ""));
    }

    /** Makes new versions of secrets outside a deployment, all of them if none is named; returns version ids, never values. */
    public ProvisionedSecrets rotate(String environment, Set<String> names, String run, String requester)
            throws PromotionException, InterruptedException, IOException {
        Attempt attempt = deployments.running(deployment(environment, ROTATION, run, requester));
        String id = attempt.deployment().id();
        try {
            if (!attempt.hasDone(Beginning.LAST_PHASE)) {
                keepSource(attempt);
                beginning(environment).ofRotation(attempt);
            }
            attempt.takeLease();
            ProvisionedSecrets rotated =
                    attempt.phase("secrets", () -> preparation(environment).rotate(attempt, names));
            deployments.end(attempt, Result.SUCCEEDED, "");
            return rotated;
        } catch (PromotionException | RuntimeException e) {
            rollBack(id, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /**
     * The current values of an environment's secrets for a child process, by the name of a variable:
     * {@code db-password} as {@code DB_PASSWORD}. For nothing that is kept or shown.
     */
    public Map<String, String> reveal(String environment) throws PromotionException, InterruptedException {
        return preparation(environment).reveal();
    }

    /** What the block of a deployment that has begun finds in its environment: ids and addresses. */
    public Map<String, String> variables(String id) throws PromotionException, IOException {
        Attempt attempt = deployments.begun(id);
        Environment environment = environment(attempt.deployment().environment());
        Slot slot = Slot.of(attempt.plan().text("slot"));
        return Map.of(
                "PROMOTION_DEPLOYMENT", id,
                "PROMOTION_ENVIRONMENT", environment.name(),
                "PROMOTION_RELEASE", attempt.deployment().release(),
                "PROMOTION_SLOT", slot.toString(),
                "PROMOTION_SLOT_URL", environment.slots().get(slot).toString());
    }

    private Beginning beginning(String environment) throws PromotionException {
        return new Beginning(host, environment(environment), preparation(environment));
    }

    Preparation preparation(String environment) throws PromotionException {
        return new Preparation(host, file.application(), environment(environment));
    }

    /**
     * Runs every check for a deployment, and makes its plan. A report with errors ends the deployment; one that has begun goes
     * on with the plan that was approved, and is its caller's to bring back.
     */
    public PreflightReport preflight(String id) throws PromotionException, InterruptedException, IOException {
        Attempt attempt = deployments.running(id);
        try {
            Preparation preparation = preparation(attempt.deployment().environment());
            PreflightReport report = preparation.preflight(attempt);
            if (!attempt.hasBaseline() && report.hasErrors()) {
                deployments.end(attempt, Result.FAILED, "preflight found errors");
            } else if (!attempt.hasBaseline()) {
                RecordedPlan.write(preparation.plan(attempt.deployment().release()), attempt.journal());
            }
            attempt.save();
            return report;
        } catch (PromotionException | RuntimeException e) {
            deployments.failUnlessBegun(attempt, e);
            throw e;
        }
    }

    /**
     * How the approval of a run's plan stands, decided from what the host recorded; needs no file, so that nobody has to hold
     * a workspace while people decide.
     */
    public static Gate gate(Host host, OpenDeployments open, String environment, String release, String run)
            throws PromotionException, IOException {
        DeploymentQuery mine = DeploymentQuery.of("").of(environment, release).by(run);
        DeploymentRecord record = host.deployments().find(mine.in(environment).newest(1)).stream()
                .filter(found -> found.result() == Result.RUNNING)
                .findFirst()
                .orElseThrow(() -> Gate.noPlan(environment));
        return Gate.of(open.get(record.deployment().id(), host), host);
    }

    /** How the approval of the deployment's plan stands, decided from what the host recorded. */
    public Gate gate(String id) throws PromotionException, IOException {
        return Gate.of(deployments.running(id), host);
    }

    /**
     * Takes the environment's lease, checks the approvals against what is going to be done now, captures the baseline and
     * proves that it can be restored. Nothing has been changed when this fails, and the deployment has ended.
     */
    public void begin(String id) throws PromotionException, InterruptedException, IOException {
        Attempt attempt = deployments.running(id);
        try {
            attempt.takeLease();
            hideSecrets(id);
            if (!attempt.hasDone(Beginning.LAST_PHASE)) {
                keepSource(attempt);
                beginning(attempt.deployment().environment()).of(attempt);
            }
        } catch (PromotionException | RuntimeException e) {
            deployments.failUnlessBegun(attempt, e);
            throw e;
        }
    }

    /**
     * Tells the host's mask the present secrets of the deployment's environment, because its block hands them to processes that
     * may print them. To be called again by every process that goes on with the block.
     */
    public void hideSecrets(String id) throws PromotionException, InterruptedException, IOException {
        Attempt attempt = deployments.running(id);
        preparation(attempt.deployment().environment()).secrets(id).hide();
    }

    /** Publishes the effective configuration as a version that can be restored. */
    public Map<String, String> publishConfiguration(String id)
            throws PromotionException, InterruptedException, IOException {
        Attempt attempt = deployments.begun(id);
        return attempt.phase(
                "configuration",
                () -> preparation(attempt.deployment().environment()).publish(attempt));
    }

    /** Provisions and rotates the environment's secrets; returns names and version ids, never values. */
    public ProvisionedSecrets provisionSecrets(String id) throws PromotionException, InterruptedException, IOException {
        Attempt attempt = deployments.begun(id);
        return attempt.phase(
                "secrets", () -> preparation(attempt.deployment().environment()).provision(attempt));
    }

    /** Begins to move the traffic to the release, as the file describes it, or goes on doing so after a crash. */
    public Switch blueGreenSwitch(String id) throws PromotionException, InterruptedException, IOException {
        Attempt attempt = deployments.get(id);
        Optional<Outcome> outcome = RolloutJournal.ended(attempt.journal());
        if (attempt.result().isEnd() && outcome.isPresent()) {
            return Switch.ended(outcome.get());
        }
        deployments.begun(id);
        Environment environment = environment(attempt.deployment().environment());
        preparation(environment.name()).requireUnchanged(attempt);
        if (attempt.journal().last(RolloutJournal.PLAN).isEmpty()) {
            // A freeze may have begun while the block was at work; a switch under way is finished.
            preparation(environment.name()).requireOpen(attempt.deployment().release());
        }
        Target target = Target.open(environment, host);
        JournalEntry plan = attempt.plan();
        RolloutPlan rollout =
                target.rolloutPlan(attempt.deployment().release(), plan.text("previous"), Slot.of(plan.text("slot")));
        return Switch.open(environment, rollout, target, attempt, host.clock());
    }

    /** Ends a deployment whose every part is done, and remembers what it left behind for a later return to this release. */
    public DeploymentRecord succeed(String id) throws PromotionException, InterruptedException, IOException {
        Attempt attempt = deployments.get(id);
        if (!attempt.result().isEnd()) {
            attempt.takeLease();
            attempt.requireLease();
            attempt.requireForward();
            try (Target target = Target.open(environment(attempt.deployment().environment()), host)) {
                attempt.phase("record", () -> {
                    attempt.record().after(rollback(attempt, target).look());
                    return Attempt.Done.well(null, "");
                });
            }
        }
        return deployments.end(attempt, Result.SUCCEEDED, "");
    }

    /**
     * Brings everything back to the deployment's baseline, in reverse order, past whatever cannot be brought back, and ends
     * the deployment. One that had not begun has nothing to bring back.
     */
    public DeploymentRecord rollBack(String id, String cause)
            throws PromotionException, InterruptedException, IOException {
        Attempt attempt = deployments.get(id);
        if (attempt.result().isEnd()) {
            return deployments.end(attempt, attempt.result(), cause);
        }
        if (Returning.isReturn(attempt)) {
            return deployments.end(attempt, Returning.resultOfGivingUp(attempt), cause);
        }
        if (!attempt.hasBaseline()) {
            return deployments.end(attempt, Result.FAILED, cause);
        }
        note(source.warnings(), attempt);
        try (Target target = Target.open(environment(attempt.deployment().environment()), host)) {
            RollbackReport report = attempt.phase(
                    "rollback", () -> restored(rollback(attempt, target).restore(cause)));
            return deployments.end(attempt, report.isComplete() ? Result.ROLLED_BACK : Result.NEEDS_A_PERSON, cause);
        } catch (PromotionException e) {
            if (attempt.isSuperseded()) {
                return deployments.end(attempt, Result.NEEDS_A_PERSON, cause + "; not brought back: " + e.getMessage());
            }
            throw e;
        }
    }

    private static Attempt.Done<RollbackReport> restored(RollbackReport report) {
        return new Attempt.Done<>(report, report.isComplete(), report.toString());
    }

    /**
     * Ends a deployment that nobody goes on with; nothing is brought back. If its journal takes nothing more, its history says so
     * all the same.
     *
     * @return its record: a person is needed if it had begun
     * @throws IOException if not even that can be kept
     */
    public static DeploymentRecord abandon(Host host, OpenDeployments open, String id, String cause)
            throws PromotionException, IOException {
        try {
            Attempt attempt = open.get(id, host);
            return attempt.end(attempt.hasBaseline() ? Result.NEEDS_A_PERSON : Result.FAILED, cause);
        } catch (JournalException e) {
            return endUnwritten(host, id, cause + "; " + e.getMessage());
        } finally {
            open.forget(id);
        }
    }

    private static DeploymentRecord endUnwritten(Host host, String id, String cause)
            throws PromotionException, IOException {
        DeploymentRecord kept = host.deployments().find(id).orElseThrow();
        boolean begun = !kept.baseline().captured().isEmpty();
        DeploymentRecord ended = kept.ended(
                begun ? Result.NEEDS_A_PERSON : Result.FAILED,
                cause,
                host.clock().millis());
        host.deployments().save(ended);
        String place = kept.deployment().place();
        if (host.leases()
                .holder(place)
                .filter(holder -> holder.deployment().equals(id))
                .isPresent()) {
            host.leases().acquire(place, id).release();
        }
        return ended;
    }

    /** Everything that a return to an earlier release takes, without anything done yet. */
    public Returning returning(String environment) throws PromotionException {
        return new Returning(this, deployments, host, file.application(), environment(environment));
    }

    /** What is where, environment by environment, as routers and slots answer now. */
    public List<EnvironmentStatus> status() throws PromotionException, InterruptedException, IOException {
        return new StatusReader(host, file).read();
    }

    RollbackDriver rollback(Attempt attempt, Target target) throws PromotionException, IOException {
        Preparation preparation = preparation(attempt.deployment().environment());
        return new RollbackDriver(preparation.restorables(target), attempt.journal(), attempt.takeOverLease());
    }
}
