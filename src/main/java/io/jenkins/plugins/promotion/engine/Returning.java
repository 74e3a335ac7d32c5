package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.lease.Leases;
import io.jenkins.plugins.promotion.engine.rollback.Baseline;
import io.jenkins.plugins.promotion.engine.rollback.RollbackDriver;
import io.jenkins.plugins.promotion.engine.rollback.RollbackReport;
import io.jenkins.plugins.promotion.engine.rollout.Outcome;
import io.jenkins.plugins.promotion.engine.rollout.RolloutDriver;
import io.jenkins.plugins.promotion.engine.rollout.TrafficRestorable;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The way back to an earlier release that still stands in a slot: first the traffic, as a switch of its own, then the
 * configuration and the secrets that the release was last good with.
 */
public final class Returning {
    private static final String TARGET = "return.target";

    private final Promotion promotion;
    private final Host host;
    private final String application;
    private final Environment environment;

    Returning(Promotion promotion, Host host, String application, Environment environment) {
        this.promotion = promotion;
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
     * A deployment that was interrupted in this environment, if there is one: its own way back comes first.
     *
     * @return its id
     */
    public Optional<String> interrupted() throws PromotionException {
        return host.leases()
                .holder(application + "/" + environment.name())
                .filter(holder -> !holder.alive())
                .map(Leases.Holder::deployment);
    }

    /** Looks, and touches nothing. @param release empty for the one before the present one */
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
     * Opens a deployment that goes back; changes nothing yet.
     *
     * @param release empty for the one before the present one
     * @return its id
     * @throws PromotionException if the release never was live here, stands in no slot, or could not be brought back
     */
    public String begin(String release, String run, String requester)
            throws PromotionException, InterruptedException, IOException {
        Preview preview = simulate(release);
        List<Finding> errors = preview.things().stream()
                .flatMap(thing -> thing.findings().stream())
                .filter(Finding::isError)
                .toList();
        if (!errors.isEmpty()) {
            throw new PromotionException(errors);
        }
        String id = promotion.deployment(environment.name(), preview.release(), run, requester);
        Attempt attempt = promotion.running(id);
        attempt.takeOverLease();
        attempt.record().plan("", preview.live(), preview.slot().toString());
        Map<String, Object> target = new LinkedHashMap<>();
        target.put("release", preview.release());
        target.put(
                "things",
                preview.things().stream()
                        .map(thing -> Map.of("name", thing.name(), "state", thing.then()))
                        .toList());
        attempt.journal().commit(TARGET, target);
        attempt.save();
        return id;
    }

    /** Whether that deployment is itself a way back that was interrupted: then it is gone on with. */
    public boolean isWayBack(String id) throws IOException {
        try {
            return promotion.running(id).journal().last(TARGET).isPresent();
        } catch (PromotionException ended) {
            // Only its lease was left behind.
            return false;
        }
    }

    /** Begins to move the traffic back, all of it at once, or goes on doing so after a crash. */
    public Switch switchBack(String id) throws PromotionException, InterruptedException, IOException {
        Attempt attempt = promotion.running(id);
        attempt.takeOverLease();
        Target target = Target.open(environment, host);
        try {
            Optional<Switch> known = Switch.known(target, attempt, host);
            if (known.isPresent()) {
                return known.get();
            }
            JournalEntry plan = attempt.plan();
            return new Switch(
                    RolloutDriver.begin(
                            target.instantPlan(
                                    attempt.deployment().release(), plan.text("previous"), Slot.of(plan.text("slot"))),
                            target.router(),
                            target.slots(),
                            attempt.journal(),
                            attempt.takeOverLease(),
                            host.clock()),
                    target,
                    attempt);
        } catch (RouterException e) {
            target.close();
            throw Target.unreachable(environment, e);
        }
    }

    /** Ends the way back: brings configuration and secrets back if the traffic came back, else leaves them as they are. */
    public DeploymentRecord complete(String id, Outcome outcome)
            throws PromotionException, InterruptedException, IOException {
        Attempt attempt = promotion.running(id);
        if (outcome.result() != Outcome.Result.SWITCHED) {
            Result result = outcome.result() == Outcome.Result.NEEDS_A_PERSON ? Result.NEEDS_A_PERSON : Result.FAILED;
            return promotion.end(attempt, result, outcome.cause());
        }
        try (Target target = Target.open(environment, host)) {
            RollbackDriver driver = promotion.rollback(attempt, target);
            if (attempt.journal().last(RollbackDriver.BASELINE).isEmpty()) {
                driver.record(things(attempt));
            }
            RollbackReport report =
                    driver.restore("return to " + attempt.deployment().release());
            attempt.record().after(driver.look());
            return report.isComplete()
                    ? promotion.end(attempt, Result.SUCCEEDED, "")
                    : promotion.end(attempt, Result.NEEDS_A_PERSON, "not everything came back: " + report);
        }
    }

    private static Baseline things(Attempt attempt) {
        JournalEntry entry = attempt.journal().last(TARGET).orElseThrow();
        return RollbackDriver.captured(new JournalEntry(
                entry.number(),
                entry.at(),
                TARGET,
                Map.of("captured", entry.data().get("things"))));
    }

    private Target.Standing standing(Target target) throws PromotionException, InterruptedException {
        try {
            return target.standing();
        } catch (RouterException e) {
            throw Target.unreachable(environment, e);
        }
    }

    /** The newest deployment that left the release live; for no release, that of the one before the present one. */
    private DeploymentRecord lastGood(String release, Target.Standing standing) throws PromotionException, IOException {
        List<DeploymentRecord> good = host.deployments()
                .find(DeploymentQuery.of(application).in(environment.name()).that(Result.SUCCEEDED));
        return good.stream()
                .filter(record -> !record.after().captured().isEmpty())
                .filter(record -> release.isEmpty()
                        ? !record.deployment().release().equals(standing.live())
                        : record.deployment().release().equals(release))
                .findFirst()
                .orElseThrow(() -> new PromotionException(Finding.error(
                        "rollback",
                        environment.name(),
                        release.isEmpty() ? "a release before the present one" : "a release that was live here",
                        release.isEmpty() ? "none in the history" : "'" + release + "' never was",
                        "look at 'promote history --env " + environment.name() + "'")));
    }

    private Slot slotOf(String release, Target.Standing standing) throws PromotionException {
        for (Slot slot : List.of(standing.idle(), standing.idle().other())) {
            if (standing.of(slot).version().equals(Optional.of(release))
                    && standing.of(slot).healthy()) {
                return slot;
            }
        }
        throw new PromotionException(Finding.error(
                "rollback",
                release,
                "the release in a slot, in good health",
                "blue: " + standing.blue() + "; green: " + standing.green(),
                "its slot was used since: promote the release anew"));
    }
}
