package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.Severity;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * What a person who approves is asked: the plan, what its preflight warns of, what is missing. It is short, because Jenkins records
 * no text of more than 1024 characters with a question, and an answer to a question that is not recorded cannot count.
 */
final class PlanInBrief {
    private static final int PLAN = 620;
    private static final int FINDINGS = 180;
    private static final int DECISION = 180;

    private PlanInBrief() {}

    /** The plan; its digest comes last, and is never cut. */
    static String of(JournalEntry plan) {
        List<String> lines = new ArrayList<>(RecordedPlan.summary(plan));
        String digest = lines.remove(lines.size() - 1);
        return fitted(lines, PLAN - digest.length()) + "\n" + digest;
    }

    /** The whole question. */
    static String question(JournalEntry plan, List<Finding> findings, String decision) {
        return of(plan) + "\n" + cut(inWords(findings), FINDINGS) + "\n" + cut(decision, DECISION);
    }

    /** All that the brief one may have cut, a line each. */
    static List<String> inFull(JournalEntry plan, List<Finding> findings) {
        List<String> lines = new ArrayList<>(RecordedPlan.summary(plan));
        lines.add(inWords(findings));
        return lines;
    }

    private static String inWords(List<Finding> findings) {
        List<String> warnings = findings.stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .map(Finding::toString)
                .toList();
        return warnings.isEmpty() ? "preflight warns of nothing" : "preflight warns: " + String.join(" | ", warnings);
    }

    /** The longest lines give way first. */
    private static String fitted(List<String> lines, int most) {
        List<String> fitted = new ArrayList<>(lines);
        for (int excess = excess(fitted, most); excess > 0; excess = excess(fitted, most)) {
            String longest = Collections.max(fitted, Comparator.comparingInt(String::length));
            int fair = Math.max(longest.length() - excess, most / fitted.size() - 1);
            fitted.set(fitted.indexOf(longest), cut(longest, fair));
        }
        return String.join("\n", fitted);
    }

    private static int excess(List<String> lines, int most) {
        return String.join("\n", lines).length() - most;
    }

    private static String cut(String text, int most) {
        String more = " … more in the log";
        return text.length() <= most ? text : text.substring(0, most - more.length()) + more;
    }
}
