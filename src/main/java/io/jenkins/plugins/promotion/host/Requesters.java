package io.jenkins.plugins.promotion.host;

import hudson.model.Cause;
import hudson.model.Run;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayCause;

/** Everybody who asked for a build: who started it, replayed it, rebuilt it, or started what started it. */
final class Requesters {
    private Requesters() {}

    static List<String> of(Run<?, ?> run) {
        Set<String> people = new LinkedHashSet<>();
        collect(run.getCauses(), people, new HashSet<>());
        return new ArrayList<>(people);
    }

    private static void collect(List<Cause> causes, Set<String> people, Set<String> seen) {
        for (Cause cause : causes) {
            if (cause instanceof Cause.UserIdCause user && user.getUserId() != null) {
                people.add(user.getUserId());
            } else if (cause instanceof Cause.UpstreamCause upstream) {
                // A rebuild is one as well. Of a long chain Jenkins keeps the newest causes only, so the builds are
                // asked too.
                collect(upstream.getUpstreamCauses(), people, seen);
                collect(upstream.getUpstreamRun(), people, seen);
            } else if (cause instanceof ReplayCause replay) {
                collect(replay.getOriginal(), people, seen);
            }
        }
    }

    private static void collect(Run<?, ?> earlier, Set<String> people, Set<String> seen) {
        if (earlier != null && seen.add(earlier.getExternalizableId())) {
            collect(earlier.getCauses(), people, seen);
        }
    }
}
