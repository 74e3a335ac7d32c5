package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.Result;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an environment's history says about its releases: which were good here, and which of them a return has left. Nobody goes
 * back to one of those by chance: a rollback that is asked for twice would bring back what the first one got rid of.
 */
final class PastReleases {
    private final List<DeploymentRecord> newestFirst;
    /** Release → the return that left it. */
    private final Map<String, DeploymentRecord> left = new LinkedHashMap<>();

    private PastReleases(List<DeploymentRecord> newestFirst) {
        this.newestFirst = newestFirst;
        for (int i = newestFirst.size() - 1; i >= 0; i--) {
            learn(newestFirst.get(i));
        }
    }

    static PastReleases of(Host host, String application, String environment) throws IOException {
        return new PastReleases(
                host.deployments().find(DeploymentQuery.of(application).in(environment)));
    }

    /** A release that is made live again is as good as any; whoever returns to one that was left takes that return back. */
    private void learn(DeploymentRecord record) {
        boolean good = record.result() == Result.SUCCEEDED;
        boolean takenBack = good && left.remove(record.deployment().release()) != null;
        boolean moved = good || record.result() == Result.NEEDS_A_PERSON;
        if (record.isReturn() && moved && !takenBack) {
            left.put(record.previous(), record);
        }
    }

    /** The newest deployment that left one of the releases live, together with what it takes to come back to it. */
    Optional<DeploymentRecord> lastGood(List<String> releases) {
        return newestFirst.stream()
                .filter(record -> record.result() == Result.SUCCEEDED)
                .filter(record -> !record.after().captured().isEmpty())
                .filter(record -> releases.contains(record.deployment().release()))
                .findFirst();
    }

    /** The return that left the release, unless it was made live again since. */
    Optional<DeploymentRecord> leftBy(String release) {
        return Optional.ofNullable(left.get(release));
    }
}
