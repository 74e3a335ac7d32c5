package io.jenkins.plugins.promotion.engine.rollback;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a rollback did.
 *
 * @param restorations in the order in which they were tried
 */
public record RollbackReport(List<Restoration> restorations) {

    public RollbackReport {
        restorations = List.copyOf(restorations);
    }

    /** Whether everything is known to be at its baseline; otherwise a person is needed. */
    public boolean isComplete() {
        return restorations.stream().allMatch(Restoration::isBack);
    }

    /** What became of each, in a line. */
    @Override
    public String toString() {
        return restorations.stream()
                .map(thing -> thing.name() + " " + thing.result().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
