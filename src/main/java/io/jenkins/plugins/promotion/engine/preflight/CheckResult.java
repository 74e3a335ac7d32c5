package io.jenkins.plugins.promotion.engine.preflight;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How one check ended.
 *
 * @param subject what it looked at
 * @param millis how long it took, in milliseconds
 * @param findings what it found, in its own order
 */
public record CheckResult(String subject, long millis, List<Finding> findings) {

    /** The worst of a check's findings. */
    public enum Status {
        PASSED,
        WARNED,
        FAILED
    }

    public CheckResult {
        findings = List.copyOf(findings);
    }

    public Status status() {
        if (findings.stream().anyMatch(Finding::isError)) {
            return Status.FAILED;
        }
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.WARNING)
                ? Status.WARNED
                : Status.PASSED;
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("subject", subject);
        map.put("status", status().name());
        map.put("millis", millis);
        map.put("findings", findings.stream().map(CheckResult::toMap).toList());
        return map;
    }

    private static Map<String, Object> toMap(Finding finding) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("check", finding.check());
        map.put("severity", finding.severity().name());
        map.put("subject", finding.subject());
        map.put("expected", finding.expected());
        map.put("butWas", finding.butWas());
        map.put("remedy", finding.remedy());
        return map;
    }
}
