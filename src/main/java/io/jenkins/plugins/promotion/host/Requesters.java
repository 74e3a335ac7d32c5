package io.jenkins.plugins.promotion.host;

import hudson.model.Cause;
import hudson.model.Run;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayCause;

/** Everybody who asked for a build: who started it, replayed it, rebuilt it, or started what started it. */
final class Requesters {
    private Requesters() {}

    static List<String> of(Run<?, ?> run) {
        Set<String> people = new LinkedHashSet<>();
        collect(run.getCauses(), people, 0);
        return new ArrayList<>(people);
    }

    private static void collect(List<Cause> causes, Set<String> people, int depth) {
        if (depth > 20) {
            return;
        }
        for (Cause cause : causes) {
            if (cause instanceof Cause.UserIdCause user && user.getUserId() != null) {
                people.add(user.getUserId());
            } else if (cause instanceof Cause.UpstreamCause upstream) {
                // A rebuild is one as well.
                collect(upstream.getUpstreamCauses(), people, depth + 1);
            } else if (cause instanceof ReplayCause replay) {
                Run<?, ?> original = replay.getOriginal();
                if (original != null) {
                    collect(original.getCauses(), people, depth + 1);
                }
            }
        }
    }
}
