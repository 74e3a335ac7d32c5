package io.jenkins.plugins.promotion.engine.finding;

/** How much a {@link Finding} matters: an error stops a promotion, a warning is shown, an info explains. */
public enum Severity {
    ERROR,
    WARNING,
    INFO
}
