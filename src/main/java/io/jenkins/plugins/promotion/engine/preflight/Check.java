package io.jenkins.plugins.promotion.engine.preflight;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/** One thing that has to be true before a deployment starts. */
public interface Check {

    /** What it looks at, for the report, its kind first: {@code http https://db.testing/ready}. */
    String subject();

    /**
     * Looks, and reports every finding; an empty list means that all is well. Runs beside other checks, under the timeout
     * of its run; an exception becomes an error finding, so a check only catches what it can explain better.
     */
    List<Finding> run() throws Exception;

    /** How long it may take; then it is interrupted and reported as hanging. */
    default Duration timeout() {
        return Duration.ofSeconds(10);
    }

    /** A check of what the caller knows. */
    static Check of(String subject, Callable<List<Finding>> run) {
        return new Check() {
            @Override
            public String subject() {
                return subject;
            }

            @Override
            public List<Finding> run() throws Exception {
                return run.call();
            }
        };
    }
}
