package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.util.List;

/** What the user typed or wrote is wrong, so the command did not start: {@link Exit#BAD_INPUT}. */
final class BadInputException extends PromotionException {
    private static final long serialVersionUID = 1L;

    BadInputException(List<Finding> findings) {
        super(findings);
    }

    BadInputException(Finding finding) {
        super(finding);
    }
}
