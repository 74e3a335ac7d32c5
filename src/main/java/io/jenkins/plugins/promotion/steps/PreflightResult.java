package io.jenkins.plugins.promotion.steps;

import java.io.Serializable;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** How a preflight ended that found no errors. */
public final class PreflightResult implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int passed;
    private final int warned;
    private final long millis;

    PreflightResult(int passed, int warned, long millis) {
        this.passed = passed;
        this.warned = warned;
        this.millis = millis;
    }

    /** Checks that found nothing. */
    @Whitelisted
    public int getPassed() {
        return passed;
    }

    /** Checks that found something worth a look. */
    @Whitelisted
    public int getWarned() {
        return warned;
    }

    /** How long all checks took together. */
    @Whitelisted
    public long getMillis() {
        return millis;
    }
}
