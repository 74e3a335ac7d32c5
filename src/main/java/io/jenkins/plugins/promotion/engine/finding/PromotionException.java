package io.jenkins.plugins.promotion.engine.finding;

import java.util.List;
import java.util.stream.Collectors;

/** A promotion cannot go on; the findings say what failed, what was expected, what was found and what to do. */
public class PromotionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    public PromotionException(Finding finding) {
        this(List.of(finding), null);
    }

    public PromotionException(Finding finding, Throwable cause) {
        this(List.of(finding), cause);
    }

    /** All that is wrong, at once. */
    public PromotionException(List<Finding> findings) {
        this(findings, null);
    }

    private PromotionException(List<Finding> findings, Throwable cause) {
        super(findings.stream().map(Finding::toString).collect(Collectors.joining(System.lineSeparator())), cause);
        this.findings = List.copyOf(findings);
    }

    /** What is wrong; empty only after the exception crossed a process boundary, where the message still says it. */
    public List<Finding> findings() {
        return findings == null ? List.of() : findings;
    }
}
