package io.jenkins.plugins.promotion.cli.steps;

import io.jenkins.plugins.promotion.engine.Host;
import io.jenkins.plugins.promotion.engine.OpenDeployments;
import io.jenkins.plugins.promotion.engine.Promotion;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Gives steps their {@link Promotion}: the same deployments for the whole process, the variables and folder of the step. */
public final class Promotions {
    private final OpenDeployments open = new OpenDeployments();
    private final Hosts hosts;

    /** Makes the host that a step sees. */
    @FunctionalInterface
    public interface Hosts {
        Host of(Path workspace, Map<String, String> variables);
    }

    public Promotions(Hosts hosts) {
        this.hosts = hosts;
    }

    /**
     * Reads the promotion file as it is now.
     *
     * @param workspace the folder that the file is in, or below
     * @throws PromotionException with everything that is wrong with the file
     */
    public Promotion promotion(Path workspace, Map<String, String> variables, String file) throws PromotionException {
        return Promotion.of(hosts.of(workspace, variables), open, file);
    }

    /**
     * As {@link #promotion}, for the way back: the file as it is now or, if it is of no use, as a deployment began with it.
     *
     * @param id of the deployment to bring back; empty for the newest in the environment
     */
    public Promotion toGoBack(Path workspace, Map<String, String> variables, String file, String environment, String id)
            throws PromotionException, IOException {
        return Promotion.toGoBack(hosts.of(workspace, variables), open, file, environment, id);
    }

    /**
     * Ends a deployment whose run has ended without it, for example at a gate.
     *
     * @param workspace of the run
     */
    public void abandon(Path workspace, String id, String cause) throws PromotionException, IOException {
        Promotion.abandon(hosts.of(workspace, Map.of()), open, id, cause);
    }
}
