package io.jenkins.plugins.promotion.engine.preflight;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import java.util.List;

/** One thing that has to be true before a deployment starts. */
public interface Check {

    /** What it looks at, for the report: {@code http https://db.testing/ready}. */
    String subject();

    /**
     * Looks, and reports every finding; an empty list means that all is well. Runs beside other checks, under the timeout
     * of its run; an exception becomes an error finding, so a check only catches what it can explain better.
     */
    List<Finding> run() throws Exception;
}
