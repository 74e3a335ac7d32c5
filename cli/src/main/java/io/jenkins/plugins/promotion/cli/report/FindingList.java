package io.jenkins.plugins.promotion.cli.report;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What the preflight found, errors first: expected, but was and what to do, one below the other. */
final class FindingList {
    /** More are counted, not shown. */
    private static final int MOST = 100;

    private final List<Finding> findings;

    FindingList(List<Finding> findings) {
        this.findings = findings.stream()
                .sorted(Comparator.comparing(Finding::severity))
                .toList();
    }

    void write(Html html) {
        html.in("h3", "Preflight");
        if (findings.isEmpty()) {
            html.in("p", "Nothing to report.");
            return;
        }
        html.in("ul.findings", () -> findings.stream()
                .limit(MOST)
                .forEach(finding -> html.in("li." + css(finding), () -> finding(html, finding))));
        if (findings.size() > MOST) {
            html.in("p", "And " + (findings.size() - MOST) + " more.");
        }
    }

    private static String css(Finding finding) {
        return "severity-" + finding.severity().name().toLowerCase(Locale.ROOT);
    }

    private static void finding(Html html, Finding finding) {
        if (finding.severity() == Severity.INFO) {
            html.in("strong", finding.subject()).text(": " + finding.butWas());
            return;
        }
        html.in("strong", finding.severity().name().toLowerCase(Locale.ROOT) + ": " + finding.subject());
        html.in("dl.facts", () -> {
            fact(html, "expected", finding.expected());
            fact(html, "but was", finding.butWas());
            fact(html, "do this", finding.remedy());
        });
    }

    private static void fact(Html html, String name, String value) {
        if (!value.isEmpty()) {
            html.in("dt", name);
            html.in("dd", value);
        }
    }
}
