package io.jenkins.plugins.promotion.engine.health;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who answered when the public address was asked several times.
 *
 * @param versions how often each release answered and was well
 * @param failures how often there was no such answer, by reason
 */
public record Observation(Map<String, Integer> versions, Map<String, Integer> failures) {

    public Observation {
        versions = Collections.unmodifiableMap(new TreeMap<>(versions));
        failures = Collections.unmodifiableMap(new TreeMap<>(failures));
    }

    /** Whether every request was answered by that release: the switch to it is done. */
    public boolean sawOnly(String version) {
        return failures.isEmpty() && versions.keySet().equals(Collections.singleton(version));
    }

    /** Whether that release answered at least once. */
    public boolean saw(String version) {
        return versions.containsKey(version);
    }

    /** How many requests were sent. */
    public int asked() {
        return sum(versions) + sum(failures);
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** One line for a log: {@code v41 × 3, v42 × 7, failed × 1 (connection refused)}. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder();
        versions.forEach((version, count) -> append(line, version + " × " + count));
        failures.forEach((reason, count) -> append(line, "failed × " + count + " (" + reason + ")"));
        return line.toString();
    }

    private static void append(StringBuilder line, String part) {
        line.append(line.isEmpty() ? "" : ", ").append(part);
    }
}
