package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.rollout.Progress;
import io.jenkins.plugins.promotion.engine.rollout.RolloutDriver;
import java.io.Closeable;
import java.io.IOException;
import java.util.Locale;

/**
 * A traffic switch under way. Call {@link #advance} until it has finished; between two calls it needs no thread.
 */
public final class Switch implements Closeable {
    private final RolloutDriver driver;
    private final Target target;
    private final Attempt attempt;

    Switch(RolloutDriver driver, Target target, Attempt attempt) {
        this.driver = driver;
        this.target = target;
        this.attempt = attempt;
    }

    /**
     * Performs what is due and says when it wants to be called again, or how it ended.
     *
     * @throws IOException if the journal cannot be written; traffic that had moved was sent back if that was possible
     */
    public Progress advance() throws IOException, InterruptedException {
        Progress progress = driver.advance();
        if (!(progress instanceof Progress.Waiting)) {
            attempt.save();
        }
        return progress;
    }

    /** Makes it go back; call {@link #advance} to have it done. May be called from any thread. */
    public void abort(String reason) {
        driver.abort(reason);
    }

    /** Where it stands, in a few words, for a status line. */
    public String status() {
        return driver.rollout().phase().toString().toLowerCase(Locale.ROOT).replace('_', ' ') + ", "
                + driver.rollout().plan().split(driver.rollout().step());
    }

    @Override
    public void close() {
        target.close();
    }
}
