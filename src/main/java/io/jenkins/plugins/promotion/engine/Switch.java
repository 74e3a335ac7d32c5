package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.rollout.Progress;
import io.jenkins.plugins.promotion.engine.rollout.Rollout;
import io.jenkins.plugins.promotion.engine.rollout.RolloutDriver;
import io.jenkins.plugins.promotion.engine.rollout.RolloutJournal;
import java.io.Closeable;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * A traffic switch under way. Call {@link #advance} until it has finished; between two calls it needs no thread.
 */
public final class Switch implements Closeable {
    /** Empty if the journal tells how it ended already. */
    private final Optional<RolloutDriver> driver;

    private final Target target;
    private final Attempt attempt;

    Switch(RolloutDriver driver, Target target, Attempt attempt) {
        this(Optional.of(driver), target, attempt);
    }

    private Switch(Optional<RolloutDriver> driver, Target target, Attempt attempt) {
        this.driver = driver;
        this.target = target;
        this.attempt = attempt;
    }

    /**
     * The switch that the deployment's journal tells of, if there is one: to be gone on with, or at its end. A deployment is
     * one attempt, so it does not switch twice, also if a crash came before anybody heard of the end.
     */
    static Optional<Switch> known(Target target, Attempt attempt, Host host)
            throws PromotionException, IOException, InterruptedException {
        if (RolloutJournal.ended(attempt.journal()).isPresent()) {
            return Optional.of(new Switch(Optional.empty(), target, attempt));
        }
        return RolloutDriver.resume(
                        target.router(), target.slots(), attempt.journal(), attempt.takeOverLease(), host.clock())
                .map(driver -> new Switch(driver, target, attempt));
    }

    /**
     * Performs what is due and says when it wants to be called again, or how it ended.
     *
     * @throws IOException if the journal cannot be written; traffic that had moved was sent back if that was possible
     */
    public Progress advance() throws IOException, InterruptedException {
        if (driver.isEmpty()) {
            return new Progress.Finished(RolloutJournal.ended(attempt.journal()).orElseThrow());
        }
        Progress progress = driver.get().advance();
        if (!(progress instanceof Progress.Waiting)) {
            attempt.save();
        }
        return progress;
    }

    /** Makes it go back; call {@link #advance} to have it done. May be called from any thread. */
    public void abort(String reason) {
        driver.ifPresent(moving -> moving.abort(reason));
    }

    /** Where it stands, in a few words, for a status line. */
    public String status() {
        return driver.map(RolloutDriver::rollout).map(Switch::describe).orElse("finished");
    }

    private static String describe(Rollout rollout) {
        return rollout.phase().toString().toLowerCase(Locale.ROOT).replace('_', ' ') + ", "
                + rollout.plan().split(rollout.step());
    }

    @Override
    public void close() {
        target.close();
    }
}
