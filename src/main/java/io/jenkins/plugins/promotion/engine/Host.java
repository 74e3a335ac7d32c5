package io.jenkins.plugins.promotion.engine;

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
import io.jenkins.plugins.promotion.engine.network.WebClient;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import io.jenkins.plugins.promotion.engine.secrets.CredentialSource;
import io.jenkins.plugins.promotion.engine.secrets.SecretAudit;
import io.jenkins.plugins.promotion.engine.secrets.SecretMask;
import io.jenkins.plugins.promotion.engine.secrets.SecretStore;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the engine runs in: Jenkins or the command line. */
public interface Host {

    Clock clock();

    /** The application's repository. */
    SourceTree source();

    /** The variables of the run: what {@code ${NAME}} stands for in the promotion file, and the top layer of configuration. */
    Map<String, String> variables();

    /** Runs the repository's commands. */
    CommandRunner commands();

    /** Reaches other hosts, within the host's network policy. */
    WebClient web();

    /** The router that the promotion file chose; the caller closes it. */
    TrafficRouter router(Choice traffic) throws PromotionException;

    /** Where the promotion file has the configuration published. */
    ConfigurationTarget configurationTarget(Choice publish) throws PromotionException;

    /** A check that the promotion file chose. */
    Check check(Choice choice, Environment environment, String release);

    CredentialSource credentials();

    SecretStore.Opener secretStores();

    /** Is told of every access to a secret. */
    SecretAudit audit();

    /** The mask of the host's log; is told of every value before anything can print it. */
    SecretMask mask();

    Leases leases();

    DeploymentStore deployments();

    /** Hears every journal entry of every deployment, as it is written. */
    JournalListener listener(Deployment deployment);

    /**
     * Every answer that the host recorded for the deployment's run, whatever environment and plan it was given to.
     *
     * @param plan how a question about the deployment's plan begins; a host whose scripts ask as they like leaves answers out to
     *     one that has its id and shows something else
     */
    List<Approval> approvals(Deployment deployment, String plan);

    /** Everybody who asked for the deployment, upstream of it too. */
    List<String> requesters(Deployment deployment);

    /** Who has to approve in the environment whatever the promotion file asks for; empty if nobody has to. */
    default Optional<ApprovalRule> policy(String environment) {
        return Optional.empty();
    }

    /**
     * What speaks against the release in that environment now, whatever the promotion file says: only errors, nothing if it may
     * come. Asked beforehand, and again by the deployment once it has the environment's lease.
     */
    default List<Finding> objections(String application, String environment, String release) throws IOException {
        return List.of();
    }

    /**
     * Whether the deployment is of whoever asks now: where many share a host, nobody whose promotion file is broken goes back with
     * somebody else's.
     */
    default boolean isOwn(Deployment deployment) {
        return true;
    }

    /** How the host tells people apart. */
    Names names();
}
