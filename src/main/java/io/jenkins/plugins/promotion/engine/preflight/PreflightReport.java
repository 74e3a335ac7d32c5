package io.jenkins.plugins.promotion.engine.preflight;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a preflight ended, check by check.
 *
 * @param results in the order of the checks
 * @param millis how long all of them took together, in milliseconds
 */
public record PreflightReport(List<CheckResult> results, long millis) {

    public PreflightReport {
        results = List.copyOf(results);
    }

    /** Whether something stops the deployment. */
    public boolean hasErrors() {
        return count(CheckResult.Status.FAILED) > 0;
    }

    /** Everything that was found: errors, then warnings, then the rest, each in the order of the checks. */
    public List<Finding> findings() {
        return results.stream()
                .flatMap(result -> result.findings().stream())
                .sorted(Comparator.comparing(Finding::severity))
                .toList();
    }

    public int count(CheckResult.Status status) {
        return (int)
                results.stream().filter(result -> result.status() == status).count();
    }

    /** Strings, numbers, lists and maps only, as a record or a pipeline keeps them. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("passed", count(CheckResult.Status.PASSED));
        map.put("warned", count(CheckResult.Status.WARNED));
        map.put("failed", count(CheckResult.Status.FAILED));
        map.put("millis", millis);
        map.put("checks", results.stream().map(CheckResult::toMap).toList());
        return map;
    }

    /** A summary line, then every finding with its facts aligned. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(count(CheckResult.Status.FAILED)).append(" failed, ");
        text.append(count(CheckResult.Status.WARNED)).append(" warned, ");
        text.append(count(CheckResult.Status.PASSED))
                .append(" passed in ")
                .append(millis)
                .append(" ms\n");
        findings().forEach(finding -> append(text, finding));
        return text.toString();
    }

    private static void append(StringBuilder text, Finding finding) {
        text.append('\n').append(finding.severity()).append("  ");
        text.append(finding.check()).append(": ").append(finding.subject()).append('\n');
        appendFact(text, "expected", finding.expected());
        appendFact(text, finding.expected().isEmpty() ? "found" : "but was", finding.butWas());
        appendFact(text, "do", finding.remedy());
    }

    private static void appendFact(StringBuilder text, String key, String value) {
        if (!value.isEmpty()) {
            String continued = "\n" + " ".repeat("  expected: ".length());
            text.append(String.format("  %-8s: ", key))
                    .append(value.strip().replace("\n", continued))
                    .append('\n');
        }
    }
}
