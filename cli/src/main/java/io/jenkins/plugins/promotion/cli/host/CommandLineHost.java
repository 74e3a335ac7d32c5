package io.jenkins.plugins.promotion.cli.host;

import io.jenkins.plugins.promotion.cli.pipeline.InputRecord;
import io.jenkins.plugins.promotion.engine.Host;
import io.jenkins.plugins.promotion.engine.approval.Approval;
import io.jenkins.plugins.promotion.engine.approval.Names;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.config.ConfigurationTarget;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.config.SourceFolder;
import io.jenkins.plugins.promotion.engine.config.SourceTree;
import io.jenkins.plugins.promotion.engine.config.targets.ConfigurationTargets;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.health.CommandRunner;
import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.engine.history.DeploymentStore;
import io.jenkins.plugins.promotion.engine.history.FileDeploymentStore;
import io.jenkins.plugins.promotion.engine.journal.JournalListener;
import io.jenkins.plugins.promotion.engine.lease.FileLeases;
import io.jenkins.plugins.promotion.engine.lease.Leases;
import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import io.jenkins.plugins.promotion.engine.preflight.CheckContext;
import io.jenkins.plugins.promotion.engine.preflight.checks.Checks;
import io.jenkins.plugins.promotion.engine.secrets.CredentialSource;
import io.jenkins.plugins.promotion.engine.secrets.SecretAudit;
import io.jenkins.plugins.promotion.engine.secrets.SecretMask;
import io.jenkins.plugins.promotion.engine.secrets.SecretStore;
import io.jenkins.plugins.promotion.engine.secrets.stores.SecretStores;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.engine.traffic.routers.Routers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The engine's host without Jenkins: everything is a file below one folder.
 *
 * <p>{@code deployments/} journals and records, {@code leases/}, {@code runs/} of the pipeline, {@code access.jsonl}.
 */
public final class CommandLineHost implements Host {
    private final State state;
    private final Path workspace;
    private final Map<String, String> variables;

    /**
     * What all steps of a process share.
     *
     * @param folder for example {@code .promotion}
     * @param credentials of the run
     * @param answers that the runner recorded so far
     * @param listeners hears the journal of a deployment
     */
    public record State(
            Path folder,
            CredentialSource credentials,
            Supplier<List<InputRecord>> answers,
            Function<Deployment, JournalListener> listeners,
            SecretMask mask,
            WebClient web) {

        /** A command that asks nobody and shows nothing while it works. */
        public static State quiet(Path folder, CredentialSource credentials) {
            return new State(
                    folder,
                    credentials,
                    List::of,
                    deployment -> entry -> {},
                    new SecretMask(),
                    new WebClient(NetworkPolicy.open()));
        }
    }

    public CommandLineHost(State state, Path workspace, Map<String, String> variables) {
        this.state = state;
        this.workspace = workspace;
        this.variables = Map.copyOf(variables);
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public SourceTree source() {
        return new SourceFolder(workspace);
    }

    @Override
    public TrafficRouter router(Choice traffic) throws PromotionException {
        return new Routers(commands()).open(traffic);
    }

    @Override
    public ConfigurationTarget configurationTarget(Choice publish) throws PromotionException {
        return new ConfigurationTargets(workspace, clock()).open(publish);
    }

    @Override
    public Check check(Choice choice, Environment environment, String release) {
        return Checks.of(choice, new CheckContext(environment, release, source(), workspace, clock(), web()));
    }

    @Override
    public Map<String, String> variables() {
        return variables;
    }

    @Override
    public CommandRunner commands() {
        return new LocalCommands(workspace, variables);
    }

    @Override
    public WebClient web() {
        return state.web();
    }

    @Override
    public CredentialSource credentials() {
        return state.credentials();
    }

    @Override
    public SecretStore.Opener secretStores() {
        return new SecretStores(workspace, variables::get, state.credentials(), clock());
    }

    @Override
    public SecretAudit audit() {
        return new AuditFile(state.folder().resolve("access.jsonl"));
    }

    @Override
    public SecretMask mask() {
        return state.mask();
    }

    @Override
    public Leases leases() {
        return new FileLeases(state.folder().resolve("leases"), clock());
    }

    @Override
    public DeploymentStore deployments() {
        return new FileDeploymentStore(state.folder().resolve("deployments"), clock());
    }

    @Override
    public JournalListener listener(Deployment deployment) {
        JournalListener listener = state.listeners().apply(deployment);
        return CrashPoint.ofProcess().map(point -> point.around(listener)).orElse(listener);
    }

    @Override
    public List<Approval> approvals(Deployment deployment, String plan) {
        return RecordedApprovals.of(state.answers().get(), deployment);
    }

    @Override
    public List<String> requesters(Deployment deployment) {
        return List.of(deployment.requester());
    }

    /** Users of this machine; their names are told apart as they are written. */
    @Override
    public Names names() {
        return Names.EXACT;
    }
}
