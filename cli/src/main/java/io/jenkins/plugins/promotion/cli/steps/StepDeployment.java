package io.jenkins.plugins.promotion.cli.steps;

import hudson.AbortException;
import io.jenkins.plugins.promotion.cli.pipeline.Arguments;
import io.jenkins.plugins.promotion.cli.pipeline.StepContext;
import io.jenkins.plugins.promotion.engine.Promotion;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.io.IOException;
import java.util.Map;

/** What a step of the engine is about: the promotion file, the environment and the deployment that its arguments and its place name. */
final class StepDeployment {
    /** Id of the deployment that the block around a step belongs to. */
    static final String DEPLOYMENT = "PROMOTION_DEPLOYMENT";

    static final String ENVIRONMENT = "PROMOTION_ENVIRONMENT";
    static final String RELEASE = "PROMOTION_RELEASE";
    static final String SLOT = "PROMOTION_SLOT";

    private final StepContext context;
    private final Arguments arguments;
    private final Map<String, String> variables;
    private Promotion promotion;

    private StepDeployment(StepContext context, Arguments arguments) {
        this.context = context;
        this.arguments = arguments;
        this.variables = context.environment();
    }

    static StepDeployment of(StepContext context, Arguments arguments) {
        return new StepDeployment(context, arguments);
    }

    Promotion promotion() throws PromotionException, AbortException {
        if (promotion == null) {
            promotion = context.service(Promotions.class).promotion(context.directory(), variables, file());
        }
        return promotion;
    }

    /**
     * The promotion for the way back, which a broken file does not bar.
     *
     * @param id of the deployment to bring back; null for the newest in the environment
     */
    Promotion toGoBack(String id) throws PromotionException, IOException {
        Promotion back = context.service(Promotions.class)
                .toGoBack(context.directory(), variables, file(), environment(), id == null ? "" : id);
        back.warnings().forEach(warning -> log("Warning: " + warning));
        return back;
    }

    private String file() throws AbortException {
        return arguments.text("file", variables.getOrDefault("PROMOTION_FILE", "promotion.yaml"));
    }

    String environment() throws AbortException {
        return arguments.text("environment");
    }

    /** The run in the engine's words: unique, however often the process is restarted. */
    String run() {
        return context.run().job() + "#" + context.run().number();
    }

    String requester() {
        return variables.getOrDefault("PROMOTION_REQUESTER", System.getProperty("user.name", "unknown"));
    }

    /** Whether the step stands in a block that has a deployment to this environment at work. */
    boolean isInside() throws AbortException {
        return variables.containsKey(DEPLOYMENT) && environment().equals(variables.get(ENVIRONMENT));
    }

    /** The deployment of the block around the step, or that of this run and this release. */
    String id() throws Exception {
        return isInside()
                ? promotion()
                        .deploymentOfBlock(
                                variables.get(DEPLOYMENT), environment(), arguments.text("release", ""), run())
                : promotion().deployment(environment(), release(), run(), requester());
    }

    private String release() throws AbortException {
        if (!arguments.has("release") && !variables.containsKey(RELEASE)) {
            throw new AbortException(context.stepName() + ": expected a release, but was none; name one with 'release',"
                    + " or call it inside autoRollback");
        }
        return arguments.text("release", variables.get(RELEASE));
    }

    /** Something that a deployment that has begun does. */
    @FunctionalInterface
    interface Work<T> {
        T apply(Promotion promotion, String id) throws Exception;
    }

    /** Does it in the block's deployment, or, outside any, in one that begins and ends with it. */
    <T> T inside(Work<T> work) throws Exception {
        if (isInside()) {
            return work.apply(promotion(), id());
        }
        String id = id();
        try {
            promotion().begin(id);
            T result = work.apply(promotion(), id);
            promotion().succeed(id);
            return result;
        } catch (Exception e) {
            promotion().rollBack(id, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    void log(String text) {
        context.log(text);
    }
}
