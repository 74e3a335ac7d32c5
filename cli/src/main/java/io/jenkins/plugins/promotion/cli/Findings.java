package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.Severity;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;

/** Prints findings: one line each, errors first, the subject standing out. */
final class Findings {
    private Findings() {}

    /** Writes to the terminal's error side. */
    static void print(Terminal terminal, List<Finding> findings) {
        PrintWriter err = terminal.err();
        findings.stream()
                .sorted(Comparator.comparing(Finding::severity))
                .forEach(finding -> err.println(line(terminal, finding)));
        err.flush();
    }

    /** {@code subject: expected …, but was …; remedy}, with the severity after the subject unless it is an error. */
    static String line(Terminal terminal, Finding finding) {
        String facts = finding.toString().substring(finding.subject().length());
        String severity = finding.severity() == Severity.WARNING ? ": warning" : "";
        return terminal.paint(ink(finding.severity()), finding.subject() + severity) + facts;
    }

    private static Ink ink(Severity severity) {
        return switch (severity) {
            case ERROR -> Ink.RED;
            case WARNING -> Ink.YELLOW;
            case INFO -> Ink.BOLD;
        };
    }
}
