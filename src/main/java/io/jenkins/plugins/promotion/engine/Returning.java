package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.rollback.Baseline;
import io.jenkins.plugins.promotion.engine.rollback.RollbackDriver;
import io.jenkins.plugins.promotion.engine.rollback.RollbackReport;
import io.jenkins.plugins.promotion.engine.rollout.Outcome;
import io.jenkins.plugins.promotion.engine.rollout.RolloutJournal;
import io.jenkins.plugins.promotion.engine.rollout.RolloutPlan;
import io.jenkins.plugins.promotion.engine.rollout.TrafficRestorable;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The way back to an earlier release that still stands in a slot: first the traffic, as a switch of its own, then the
 * configuration and the secrets that the release was last good with.
 */
public final class Returning {
    private static final String TARGET = "return.target";

    private final Promotion promotion;
    private final Deployments deployments;
    private final Host host;
    private final String application;
    private final Environment environment;

    Returning(Promotion promotion, Deployments deployments, Host host, String application, Environment environment) {
        this.promotion = promotion;
        this.deployments = deployments;
        this.host = host;
        this.application = application;
        this.environment = environment;
    }

    /**
     * Where the way would lead.
     *
     * @param release that would be live again
     * @param live that is live now; empty if none answers
     * @param slot where the release stands
     * @param things what would change besides the traffic, and what speaks against it
     */
    public record Preview(String release, String live, Slot slot, List<Thing> things) {}

    /** One thing: what it is at, what it would come back to, and findings that say whether it could. */
    public record Thing(String name, Map<String, String> now, Map<String, String> then, List<Finding> findings) {}

    /**
     * A deployment that was interrupted in this environment, if there is one: its own way back comes first. A return that was
     * interrupted is not meant, {@link #begin} goes on with it, unless it had ended and only its lease was left behind.
     *
     * @return its id
     */
    public Optional<String> interrupted() throws PromotionException, IOException {
        return deployments
                .interrupted(environment.name())
                .filter(attempt -> !isReturn(attempt) || attempt.result().isEnd())
                .map(attempt -> attempt.deployment().id());
    }

    static boolean isReturn(Attempt attempt) {
        return attempt.journal().last(TARGET).isPresent();
    }

    /** The end of a return that nobody goes on with: where the traffic stands is not known once it may have moved. */
    static Result resultOfGivingUp(Attempt attempt) {
        return attempt.journal().last(RolloutJournal.PLAN).isPresent() || attempt.hasBaseline()
                ? Result.NEEDS_A_PERSON
                : Result.FAILED;
    }

    /** Looks, and touches nothing. @param release empty for the one before the present one, unless a return left it */
    public Preview simulate(String release) throws PromotionException, InterruptedException, IOException {
        try (Target target = Target.open(environment, host)) {
            Target.Standing standing = standing(target);
            DeploymentRecord good = lastGood(release, standing);
            Slot slot = slotOf(good.deployment().release(), standing);
            RollbackDriver driver =
                    new RollbackDriver(promotion.preparation(environment.name()).restorables(target), null, null);
            Baseline now = driver.look();
            List<Thing> things = new ArrayList<>();
            for (Baseline.Captured then : good.after().captured()) {
                if (!then.name().equals(TrafficRestorable.NAME)) {
                    things.add(new Thing(
                            then.name(), now.of(then.name()).orElse(Map.of()), then.state(), driver.prove(then)));
                }
            }
            return new Preview(good.deployment().release(), standing.live(), slot, List.copyOf(things));
        }
    }

    /**
     * Opens a deployment that goes back, or finds the one that this run, or somebody before it, had opened and not finished. A
     * deployment that was interrupted is rolled back first. Otherwise changes nothing yet.
     *
     * @param release empty for the one before the present one, unless a return has left that
     * @return its id
     * @throws PromotionException if the release never was live here, stands in no slot, or could not be brought back
     */
    public String begin(String release, String run, String requester)
            throws PromotionException, InterruptedException, IOException {
        Optional<Attempt> unfinished = unfinished(release, run);
        if (unfinished.isPresent()) {
            return unfinished.get().deployment().id();
        }
        Optional<Attempt> interrupted = deployments.interrupted(environment.name());
        if (interrupted.isPresent()) {
            promotion.rollBack(
                    interrupted.get().deployment().id(), "it was interrupted, and then a return was asked for");
        }
        Preview preview = simulate(release);
        List<Finding> errors = preview.things().stream()
                .flatMap(thing -> thing.findings().stream())
                .filter(Finding::isError)
                .toList();
        if (!errors.isEmpty()) {
            throw new PromotionException(errors);
        }
        Attempt attempt = deployments.create(environment.name(), preview.release(), run, requester);
        try {
            attempt.takeOverLease();
            promotion.keepSource(attempt);
            record(preview, attempt);
            return attempt.deployment().id();
        } catch (PromotionException | RuntimeException e) {
            deployments.end(attempt, Result.FAILED, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private Optional<Attempt> unfinished(String release, String run) throws PromotionException, IOException {
        List<Attempt> candidates = new ArrayList<>();
        for (DeploymentRecord record : deployments.atWork(environment.name(), run)) {
            candidates.add(deployments.get(record.deployment().id()));
        }
        if (run.isEmpty()) {
            deployments.interrupted(environment.name()).ifPresent(candidates::add);
        }
        return candidates.stream()
                .filter(attempt -> isReturn(attempt) && !attempt.result().isEnd())
                .filter(attempt ->
                        release.isEmpty() || release.equals(attempt.deployment().release()))
                .findFirst();
    }

    private static void record(Preview preview, Attempt attempt) throws IOException {
        attempt.record().plan("", preview.live(), preview.slot().toString());
        List<Map<String, Object>> things = new ArrayList<>();
        preview.things().forEach(thing -> things.add(Map.of("name", thing.name(), "state", thing.then())));
        TrafficSplit split = TrafficSplit.allTo(preview.slot());
        things.add(Map.of("name", TrafficRestorable.NAME, "state", TrafficRestorable.state(split, preview.release())));
        attempt.journal().commit(TARGET, Map.of("release", preview.release(), "captured", things));
        attempt.save();
    }

    /**
     * Begins to move the traffic back, all of it at once, or goes on doing so after a crash. Traffic that is there already, or
     * is divided, has no one slot to come from: {@link #complete} then brings it as it brings the rest.
     */
    public Switch switchBack(String id) throws PromotionException, InterruptedException, IOException {
        Attempt attempt = deployments.get(id);
        if (attempt.result().isEnd()) {
            return Switch.ended(RolloutJournal.ended(attempt.journal()).orElseGet(Returning::arrived));
        }
        attempt.takeOverLease();
        Slot slot = Slot.of(attempt.plan().text("slot"));
        String previous = attempt.plan().text("previous");
        boolean begun = attempt.journal().last(RolloutJournal.PLAN).isPresent();
        if (!begun && !isAllAt(slot.other())) {
            return Switch.ended(arrived());
        }
        Target target = Target.open(environment, host);
        RolloutPlan plan = target.instantPlan(attempt.deployment().release(), previous, slot);
        return Switch.open(environment, plan, target, attempt, host.clock());
    }

    private static Outcome arrived() {
        return new Outcome(Outcome.Result.SWITCHED, Optional.empty(), "");
    }

    private boolean isAllAt(Slot slot) throws PromotionException, InterruptedException {
        try (Target target = Target.open(environment, host)) {
            return standing(target).split().equals(TrafficSplit.allTo(slot));
        }
    }

    /** Ends the way back: brings configuration and secrets back if the traffic came back, else leaves them as they are. */
    public DeploymentRecord complete(String id, Outcome outcome)
            throws PromotionException, InterruptedException, IOException {
        Attempt attempt = deployments.get(id);
        if (attempt.result().isEnd()) {
            return deployments.end(attempt, attempt.result(), "");
        }
        if (outcome.result() != Outcome.Result.SWITCHED) {
            Result result = outcome.result() == Outcome.Result.NEEDS_A_PERSON ? Result.NEEDS_A_PERSON : Result.FAILED;
            return deployments.end(attempt, result, outcome.cause());
        }
        try (Target target = Target.open(environment, host)) {
            RollbackDriver driver = promotion.rollback(attempt, target);
            if (!attempt.hasBaseline()) {
                driver.record(
                        RollbackDriver.captured(attempt.journal().last(TARGET).orElseThrow()));
            }
            RollbackReport report =
                    driver.restore("return to " + attempt.deployment().release());
            if (!report.isComplete()) {
                return deployments.end(attempt, Result.NEEDS_A_PERSON, "not everything came back: " + report);
            }
            attempt.record().after(driver.look());
            return deployments.end(attempt, Result.SUCCEEDED, "");
        }
    }

    private Target.Standing standing(Target target) throws PromotionException, InterruptedException {
        try {
            return target.standing();
        } catch (RouterException e) {
            throw Target.unreachable(environment, e);
        }
    }

    /** The deployment whose end is what the way leads to: of the release or, if none is named, of the one before. */
    private DeploymentRecord lastGood(String release, Target.Standing standing) throws PromotionException, IOException {
        PastReleases past = PastReleases.of(host, application, environment.name());
        if (!release.isEmpty()) {
            return past.lastGood(List.of(release))
                    .orElseThrow(() -> noWay("a release that was live here", "'" + release + "' never was", ""));
        }
        List<String> others = standing.withoutTraffic();
        List<String> wanted =
                others.stream().filter(other -> past.leftBy(other).isEmpty()).toList();
        return past.lastGood(wanted)
                .orElseThrow(() -> noWay(
                        "a release that was live here before, in the other slot",
                        standing.toString(),
                        others.stream()
                                .flatMap(other -> past.leftBy(other).stream().map(by -> leftBehind(other, by)))
                                .collect(Collectors.joining())));
    }

    private static String leftBehind(String release, DeploymentRecord by) {
        return "deployment " + by.deployment().id() + " went back from " + release + "; name " + release
                + " to go there all the same, or ";
    }

    private PromotionException noWay(String expected, String butWas, String remedy) {
        return new PromotionException(Finding.error(
                "rollback",
                environment.name(),
                expected,
                butWas,
                remedy + "look at 'promote history --env " + environment.name() + "'"));
    }

    private Slot slotOf(String release, Target.Standing standing) throws PromotionException {
        for (Slot slot : List.of(standing.idle().other(), standing.idle())) {
            if (standing.of(slot).version().equals(Optional.of(release))
                    && standing.of(slot).healthy()) {
                return slot;
            }
        }
        throw new PromotionException(Finding.error(
                "rollback",
                release,
                "the release in a slot, in good health",
                standing.toString(),
                "its slot was used since: promote the release anew"));
    }
}
