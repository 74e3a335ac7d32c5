package io.jenkins.plugins.promotion.host;

import hudson.model.Cause;
import hudson.model.Run;
import hudson.model.User;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.policy.PromotionPermissions;
import java.util.List;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/** Who asks for what a build does. */
public final class Requests {
    private Requests() {}

    /** Who asked for the build, for the record; the cause in words if it was nobody in particular. */
    public static String requester(Run<?, ?> run) {
        List<String> people = Requesters.of(run);
        if (!people.isEmpty()) {
            return String.join(", ", people);
        }
        if (run.getCauses().isEmpty()) {
            return "nobody";
        }
        Cause cause = run.getCauses().get(0);
        return cause instanceof Cause.UserIdCause ? "anonymous" : cause.getShortDescription();
    }

    /** @throws PromotionException if somebody asked for the build who may not return an environment to an earlier release */
    public static void requireMayRollBack(Run<?, ?> run, String environment) throws PromotionException {
        for (String id : Requesters.of(run)) {
            if (!mayRollBack(id, run)) {
                throw new PromotionException(Finding.error(
                        "rollback",
                        environment,
                        Messages.Requests_mayRollBack(),
                        Messages.Requests_askedForIt(id),
                        Messages.Requests_haveSomebodyElse()));
            }
        }
    }

    private static boolean mayRollBack(String id, Run<?, ?> run) {
        User user = User.getById(id, false);
        if (user == null) {
            return false;
        }
        try {
            return run.getParent().hasPermission2(user.impersonate2(), PromotionPermissions.ROLLBACK);
        } catch (UsernameNotFoundException e) {
            return false;
        }
    }
}
