package io.jenkins.plugins.promotion.host;

import hudson.EnvVars;
import hudson.model.Run;
import io.jenkins.plugins.promotion.engine.Host;
import io.jenkins.plugins.promotion.engine.approval.Approval;
import io.jenkins.plugins.promotion.engine.approval.ApprovalRule;
import io.jenkins.plugins.promotion.engine.approval.Names;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.config.ConfigurationTarget;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.config.SourceTree;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.health.CommandRunner;
import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.engine.history.DeploymentStore;
import io.jenkins.plugins.promotion.engine.journal.JournalListener;
import io.jenkins.plugins.promotion.engine.lease.Leases;
import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import io.jenkins.plugins.promotion.engine.secrets.CredentialSource;
import io.jenkins.plugins.promotion.engine.secrets.SecretAudit;
import io.jenkins.plugins.promotion.engine.secrets.SecretMask;
import io.jenkins.plugins.promotion.engine.secrets.SecretStore;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.engine.traffic.routers.Routers;
import io.jenkins.plugins.promotion.policy.PromotionPolicy;
import io.jenkins.plugins.promotion.policy.RouterConnection;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jenkins.model.IdStrategy;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * The engine's host in Jenkins, as one step sees it.
 *
 * <p>Journals, leases and the index are the controller's. Whatever the repository's file names, files, commands, addresses, is
 * reached from the agent.
 */
public final class JenkinsHost implements Host {
    private final Run<?, ?> run;
    private final Map<String, String> variables;
    private final String environment;
    private final Agent agent;
    private final CommandRunner commands;

    /**
     * @param environment that the step is about; empty for none
     * @param variables of the step
     */
    public JenkinsHost(StepContext context, Run<?, ?> run, String environment, EnvVars variables) {
        this.run = run;
        this.environment = environment;
        this.variables = Map.copyOf(variables);
        this.agent = new Agent(context);
        this.commands = new AgentCommands(context, agent, this.variables);
    }

    /** Lets go what is kept in memory for a build that has ended. */
    public static void forget(Run<?, ?> run) {
        LogMask.forget(run.getExternalizableId());
    }

    /** Whether the workspace can be reached now; after a restart its agent may still be on its way. */
    public boolean hasWorkspace() throws InterruptedException {
        return agent.isThere();
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public SourceTree source() {
        return new AgentFiles(agent);
    }

    @Override
    public Map<String, String> variables() {
        return variables;
    }

    @Override
    public CommandRunner commands() {
        return commands;
    }

    @Override
    public WebClient web() {
        NetworkPolicy listed = NetworkPolicy.only(PromotionPolicy.get().probeHosts());
        return new WebClient(listed, request -> {
            try {
                return agent.run(new WebWork(request));
            } catch (PromotionException e) {
                throw new IOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
        });
    }

    @Override
    public TrafficRouter router(Choice traffic) throws PromotionException {
        Optional<RouterConnection> allowed = PromotionPolicy.get().router(environment, traffic);
        if (traffic.kind().equals("script")) {
            return new Routers(commands).open(traffic);
        }
        return allowed.filter(RouterConnection::isController).isPresent()
                ? AgentRouter.open(traffic)
                : new AgentRouter(agent, traffic);
    }

    @Override
    public ConfigurationTarget configurationTarget(Choice publish) {
        return new AgentConfiguration(agent, publish);
    }

    @Override
    public Check check(Choice choice, Environment where, String release) {
        return new AgentCheck(agent, choice, where.name(), release);
    }

    @Override
    public CredentialSource credentials() {
        return new RunCredentials(run, environment);
    }

    @Override
    public SecretStore.Opener secretStores() {
        return (where, secret, store) -> new AgentSecretStore(agent, where, secret, store, variables, credentials());
    }

    @Override
    public SecretAudit audit() {
        return new SecretAccesses(PromotionHome.folder(), run.getExternalizableId());
    }

    @Override
    public SecretMask mask() {
        return LogMask.of(run.getExternalizableId());
    }

    @Override
    public Leases leases() {
        return new BuildLeases(clock());
    }

    @Override
    public DeploymentStore deployments() {
        return new BuildDeployments(clock());
    }

    @Override
    public JournalListener listener(Deployment deployment) {
        return new DeploymentLog(deployment);
    }

    @Override
    public List<Approval> approvals(Deployment deployment, String plan) {
        return new InputApprovals(run, deployment, plan).all();
    }

    @Override
    public List<String> requesters(Deployment deployment) {
        return Requesters.of(run);
    }

    @Override
    public Optional<ApprovalRule> policy(String where) {
        return PromotionPolicy.get().approval(where, names());
    }

    @Override
    public List<Finding> objections(String application, String where, String release) throws IOException {
        return new Admission(run, application, where, release).objections(clock());
    }

    /** One of the same job. */
    @Override
    public boolean isOwn(Deployment deployment) {
        return deployment.run().startsWith(run.getParent().getFullName() + "#");
    }

    /** As the security realm does. */
    @Override
    public Names names() {
        return Jenkins.get().getSecurityRealm().getUserIdStrategy() instanceof IdStrategy.CaseSensitive
                ? Names.EXACT
                : Names.IGNORE_CASE;
    }
}
