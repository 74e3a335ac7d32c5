package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.Result;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The deployments that a process works on: one journal and one lease each, however many steps share them. */
public final class OpenDeployments {
    private final Map<String, Attempt> open = new HashMap<>();

    /** Begins a deployment. One that history cannot keep ends here: nobody would find it again. */
    synchronized Attempt begin(Deployment deployment, Host host) throws IOException {
        Attempt attempt = new Attempt(deployment, host);
        attempt.record().begin(deployment);
        try {
            attempt.save();
        } catch (IOException e) {
            endUnkept(attempt, e);
            throw e;
        }
        open.put(deployment.id(), attempt);
        return attempt;
    }

    private static void endUnkept(Attempt attempt, IOException cause) {
        try {
            attempt.end(Result.FAILED, "its record cannot be kept: " + cause.getMessage());
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * The deployment with that id, also one that another process left behind.
     *
     * @throws PromotionException if there is none
     */
    synchronized Attempt get(String id, Host host) throws PromotionException, IOException {
        Attempt attempt = open.get(id);
        return attempt == null ? reopen(id, host) : attempt;
    }

    private Attempt reopen(String id, Host host) throws PromotionException, IOException {
        DeploymentRecord record = host.deployments()
                .find(id)
                .orElseThrow(() -> new PromotionException(Finding.error(
                        "deployment", id, "a deployment with this id", "none", "look at 'promote history'")));
        Attempt attempt = new Attempt(record.deployment(), host);
        open.put(id, attempt);
        return attempt;
    }

    synchronized void forget(String id) {
        open.remove(id);
    }
}
