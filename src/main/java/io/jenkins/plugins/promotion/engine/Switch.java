package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.lease.Lease;
import io.jenkins.plugins.promotion.engine.rollout.Outcome;
import io.jenkins.plugins.promotion.engine.rollout.Progress;
import io.jenkins.plugins.promotion.engine.rollout.Rollout;
import io.jenkins.plugins.promotion.engine.rollout.RolloutDriver;
import io.jenkins.plugins.promotion.engine.rollout.RolloutJournal;
import io.jenkins.plugins.promotion.engine.rollout.RolloutPlan;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;

/**
 * A traffic switch under way. Call {@link #advance} until it has finished; between two calls it needs no thread.
 */
public final class Switch implements Closeable {
    /** Empty if it has ended already. */
    private final Optional<UnderWay> underWay;

    private final Optional<Outcome> outcome;

    private Switch(Optional<UnderWay> underWay, Optional<Outcome> outcome) {
        this.underWay = underWay;
        this.outcome = outcome;
    }

    private record UnderWay(RolloutDriver driver, Target target, Attempt attempt) {
        Rollout rollout() {
            return driver.rollout();
        }
    }

    /** A switch for which there is nothing left to do. */
    static Switch ended(Outcome outcome) {
        return new Switch(Optional.empty(), Optional.of(outcome));
    }

    /**
     * Begins a rollout, goes on with the one that the journal tells of, or tells how that ended. A deployment is one attempt, so
     * it does not switch twice, also if a crash came before anybody heard of the end. The deployment has the lease.
     *
     * @param target is closed with the switch, or at once if there is none under way
     */
    static Switch open(Environment environment, RolloutPlan plan, Target target, Attempt attempt, Clock clock)
            throws PromotionException, InterruptedException, IOException {
        boolean open = false;
        try {
            Optional<Outcome> ended = RolloutJournal.ended(attempt.journal());
            if (ended.isPresent()) {
                return ended(ended.get());
            }
            RolloutDriver driver = drive(plan, target, attempt, clock);
            open = true;
            return new Switch(Optional.of(new UnderWay(driver, target, attempt)), Optional.empty());
        } catch (RouterException e) {
            throw Target.unreachable(environment, e);
        } finally {
            if (!open) {
                target.close();
            }
        }
    }

    private static RolloutDriver drive(RolloutPlan plan, Target target, Attempt attempt, Clock clock)
            throws PromotionException, IOException, RouterException, InterruptedException {
        Lease lease = attempt.takeLease();
        Optional<RolloutDriver> resumed =
                RolloutDriver.resume(target.router(), target.slots(), attempt.journal(), lease, clock);
        return resumed.isPresent()
                ? resumed.get()
                : RolloutDriver.begin(plan, target.router(), target.slots(), attempt.journal(), lease, clock);
    }

    /**
     * Performs what is due and says when it wants to be called again, or how it ended.
     *
     * @throws IOException if the journal cannot be written; traffic that had moved was sent back if that was possible
     */
    public Progress advance() throws IOException, InterruptedException {
        if (underWay.isEmpty()) {
            return new Progress.Finished(outcome.orElseThrow());
        }
        Progress progress = underWay.get().driver().advance();
        if (progress instanceof Progress.Finished) {
            underWay.get().attempt().save();
        }
        return progress;
    }

    /** Makes it go back; call {@link #advance} to have it done. May be called from any thread. */
    public void abort(String reason) {
        underWay.ifPresent(moving -> moving.driver().abort(reason));
    }

    /** Where it stands, in a few words, for a status line. */
    public String status() {
        return underWay.map(UnderWay::rollout).map(Switch::describe).orElse("finished");
    }

    private static String describe(Rollout rollout) {
        return rollout.phase().toString().toLowerCase(Locale.ROOT).replace('_', ' ') + ", "
                + rollout.plan().split(rollout.step());
    }

    /** A switch that ended otherwise, as an error: where the traffic is, why, and what to do. */
    public static PromotionException notSwitched(String environment, Outcome outcome) {
        String now = outcome.split().map(TrafficSplit::toString).orElse("traffic that cannot be seen");
        String remedy =
                switch (outcome.result()) {
                    case NEEDS_A_PERSON -> "look at both slots and the router now";
                    case RETURNED -> "mend the release; the former one has the traffic again";
                    default -> "mend the release; it never had traffic";
                };
        return new PromotionException(Finding.error(
                "switch", environment, "all traffic on the new release", now + ", because " + outcome.cause(), remedy));
    }

    @Override
    public void close() {
        underWay.ifPresent(moving -> moving.target().close());
    }
}
