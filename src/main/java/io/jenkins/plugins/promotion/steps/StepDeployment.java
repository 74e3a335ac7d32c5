package io.jenkins.plugins.promotion.steps;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.Gate;
import io.jenkins.plugins.promotion.engine.OpenDeployments;
import io.jenkins.plugins.promotion.engine.Promotion;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.host.DeploymentLog;
import io.jenkins.plugins.promotion.host.JenkinsHost;
import io.jenkins.plugins.promotion.host.LogMask;
import io.jenkins.plugins.promotion.host.Requests;
import io.jenkins.plugins.promotion.policy.PromotionPolicy;
import java.io.IOException;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** What a step is about: the promotion file, the environment and the deployment that its arguments and its place name. */
final class StepDeployment {
    /** The controller's deployments at work. */
    static final OpenDeployments OPEN = new OpenDeployments();

    private static final String DEPLOYMENT = "PROMOTION_DEPLOYMENT";
    private static final String ENVIRONMENT = "PROMOTION_ENVIRONMENT";
    private static final String RELEASE = "PROMOTION_RELEASE";
    private static final String FILE = "PROMOTION_FILE";

    private final String step;
    private final StepArguments arguments;
    private final Run<?, ?> run;
    private final TaskListener listener;
    private final EnvVars variables;
    private final JenkinsHost host;
    private Promotion promotion;

    private StepDeployment(String step, StepContext context, StepArguments arguments)
            throws IOException, InterruptedException {
        this.step = step;
        this.arguments = arguments;
        this.run = context.get(Run.class);
        this.listener = context.get(TaskListener.class);
        this.variables = context.get(EnvVars.class);
        this.host = new JenkinsHost(context, run, arguments.environment(), variables);
    }

    static StepDeployment of(String step, StepContext context, StepArguments arguments)
            throws IOException, InterruptedException {
        return new StepDeployment(step, context, arguments);
    }

    /**
     * The promotion of the file as it is now.
     *
     * @throws PromotionException if the file is wrong, or the policy does not let this job deploy to the environment
     */
    Promotion promotion() throws PromotionException {
        if (promotion == null) {
            requireAllowed();
            promotion = Promotion.of(host, OPEN, file());
        }
        return promotion;
    }

    private void requireAllowed() throws PromotionException {
        if (!environment().isEmpty()) {
            PromotionPolicy.get().requireAllowed(run.getParent(), environment());
        }
    }

    /**
     * The promotion for the way back, which a broken file does not bar.
     *
     * @param id of the deployment to bring back; null for the newest in the environment
     */
    Promotion toGoBack(String id) throws PromotionException, IOException {
        requireAllowed();
        Promotion back = Promotion.toGoBack(host, OPEN, file(), environment(), id == null ? "" : id);
        back.warnings().forEach(warning -> log("Warning: " + warning));
        return back;
    }

    private String file() {
        return arguments.file().isEmpty() ? variables.get(FILE, "promotion.yaml") : arguments.file();
    }

    String environment() {
        return arguments.environment();
    }

    boolean hasWorkspace() throws InterruptedException {
        return host.hasWorkspace();
    }

    /** Whether the workspace was on an agent that does not exist any more, and so will not come back. */
    boolean isAgentRemoved() {
        String node = variables.get("NODE_NAME", "");
        return !node.isEmpty() && !node.equals("built-in") && Jenkins.get().getNode(node) == null;
    }

    /** The run in the engine's words: unique in this Jenkins. */
    String run() {
        return run.getExternalizableId();
    }

    /** Who asked for it, for the record. */
    String requester() {
        return Requests.requester(run);
    }

    void requireMayRollBack() throws PromotionException {
        Requests.requireMayRollBack(run, environment());
    }

    /** Whether the step stands in a block that has a deployment to this environment at work. */
    boolean isInside() {
        return variables.containsKey(DEPLOYMENT) && environment().equals(variables.get(ENVIRONMENT));
    }

    /** The deployment of the block around the step, or that of this run and this release. */
    String id() throws PromotionException, IOException {
        // Also inside a block: the policy may have changed since.
        Promotion known = promotion();
        String id = isInside()
                ? known.deploymentOfBlock(variables.get(DEPLOYMENT), environment(), arguments.release(), run())
                : known.deployment(environment(), release(), run(), requester());
        DeploymentLog.tell(id, listener);
        return id;
    }

    /** A deployment that is known already; from now on this step tells of it. */
    String id(String known) {
        DeploymentLog.tell(known, listener);
        return known;
    }

    /** Ends a deployment whose journal takes nothing more, so that it is not told to be at work; nothing is brought back. */
    void abandon(String id, String cause) throws PromotionException, IOException {
        log(AutoRollbackExecution.report(Promotion.abandon(host, OPEN, id, cause)));
    }

    String release() throws AbortException {
        String release = arguments.release().isEmpty() ? variables.get(RELEASE, "") : arguments.release();
        if (release.isEmpty()) {
            throw new AbortException(Messages.StepDeployment_noRelease(step));
        }
        return release;
    }

    /** How the approval of this run's plan stands; needs no workspace. */
    Gate gate() throws PromotionException, IOException {
        PromotionPolicy.get().requireAllowed(run.getParent(), environment());
        return Promotion.gate(host, OPEN, environment(), release(), run());
    }

    /** Something that a deployment that has begun does. */
    @FunctionalInterface
    interface Part<T> {
        T apply(Promotion promotion, String id) throws PromotionException, IOException, InterruptedException;
    }

    /** Does it in the block's deployment, or, outside any, in one that begins and ends with it. */
    <T> T inside(Part<T> part) throws PromotionException, IOException, InterruptedException {
        String id = id();
        if (isInside()) {
            return part.apply(promotion(), id);
        }
        try {
            promotion().begin(id);
            T result = part.apply(promotion(), id);
            promotion().succeed(id);
            return result;
        } catch (PromotionException | IOException | InterruptedException | RuntimeException e) {
            promotion().rollBack(id, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /** Says it in the log of the step, without values of secrets. */
    void log(String text) {
        text.lines().forEach(line -> listener.getLogger().println(LogMask.mask(run, line)));
    }

    /** The deployment's findings as they are told to whoever reads the log: no stack trace, no values. */
    AbortException failure(PromotionException e) {
        StringBuilder text = new StringBuilder(step).append(": ");
        if (e.findings().isEmpty()) {
            text.append(e.getMessage());
        }
        for (Finding finding : e.findings()) {
            text.append(finding).append(e.findings().size() > 1 ? "\n" : "");
        }
        return new AbortException(LogMask.mask(run, text.toString().strip()));
    }
}
