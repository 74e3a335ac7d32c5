package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.approval.Approval;
import io.jenkins.plugins.promotion.engine.approval.Names;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.config.ConfigurationTarget;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.config.SourceFolder;
import io.jenkins.plugins.promotion.engine.config.SourceTree;
import io.jenkins.plugins.promotion.engine.config.targets.ConfigurationTargets;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.health.CommandRunner;
import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.DeploymentStore;
import io.jenkins.plugins.promotion.engine.history.FileDeploymentStore;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalListener;
import io.jenkins.plugins.promotion.engine.lease.Leases;
import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import io.jenkins.plugins.promotion.engine.preflight.CheckContext;
import io.jenkins.plugins.promotion.engine.preflight.checks.Checks;
import io.jenkins.plugins.promotion.engine.rollout.Progress;
import io.jenkins.plugins.promotion.engine.secrets.CredentialException;
import io.jenkins.plugins.promotion.engine.secrets.CredentialSource;
import io.jenkins.plugins.promotion.engine.secrets.SecretAudit;
import io.jenkins.plugins.promotion.engine.secrets.SecretMask;
import io.jenkins.plugins.promotion.engine.secrets.SecretStore;
import io.jenkins.plugins.promotion.engine.secrets.stores.SecretStores;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A host in a temporary folder: real files, real HTTP, a clock that stands still until a rollout waits. */
final class FakeHost implements Host, AutoCloseable {
    static final String PRODUCTION = "production";
    static final String PLACE = "shop/production";

    /** The whole process is gone; an error, so that nothing in the engine takes it for something to be handled. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    final FakeSlots slots = new FakeSlots();
    final FakeLeases leases = new FakeLeases();
    final List<Approval> approvals = new ArrayList<>();
    /** How a question about the plan began, that answers were asked for last. */
    String shown = "";

    final List<Finding> objections = new ArrayList<>();
    Predicate<Deployment> own = deployment -> true;
    final List<String> journal = new ArrayList<>();
    private final Path folder;
    private final SecretMask mask = new SecretMask();
    private final WebClient web = new WebClient(NetworkPolicy.open());
    private OpenDeployments open = new OpenDeployments();
    private long now = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private int writesToLive = Integer.MAX_VALUE;

    String approval = "";
    String rollout = "canary: [{ weight: 50, for: 2s }], soak: 2s";
    String secret = "generate: { length: 20 }";
    String keyFile = "key";

    FakeHost(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("source"));
        configure("pool: 10");
        slots.run(Slot.BLUE, "v1");
    }

    void configure(String yaml) throws IOException {
        Files.writeString(folder.resolve("source/base.yaml"), yaml + "\n");
    }

    /** The promotion file as it is now, read anew as every step does. */
    Promotion promotion() throws Exception {
        Files.writeString(folder.resolve("source/promotion.yaml"), """
                application: shop
                environments:
                  production:
                    url: "%s"
                    slots: { blue: "%s", green: "%s" }
                    health: { path: /health, every: 1s, healthyAfter: 1, unhealthyAfter: 1, timeout: 5s, startWithin: 2s }
                    config:
                      files: [base.yaml]
                      publish: { file: { path: "%s" } }
                    secrets:
                      - name: token
                        %s
                        store: { file: { path: "%s", keyFile: "%s" } }
                        rotateEvery: 1d
                    %s
                    rollout: { %s }
                    traffic: { script: { read: "true", apply: "true" } }
                """.formatted(
                        slots.front(),
                        slots.address(Slot.BLUE),
                        slots.address(Slot.GREEN),
                        folder.resolve("published"),
                        secret,
                        folder.resolve("secrets.json"),
                        folder.resolve(keyFile),
                        approval,
                        rollout));
        return Promotion.of(this, open, "promotion.yaml");
    }

    /** The promotion file as it lies there: {@link #promotion} would write it anew. */
    Promotion toGoBack(String id) throws Exception {
        return Promotion.toGoBack(this, open, "promotion.yaml", PRODUCTION, id);
    }

    /** Somebody commits nonsense. @param yaml empty if the file is deleted */
    void breakFile(String yaml) throws IOException {
        Path file = folder.resolve("source/promotion.yaml");
        if (yaml.isEmpty()) {
            Files.delete(file);
        } else {
            Files.writeString(file, yaml);
        }
    }

    /** The process dies, and another one starts. */
    void restart() {
        leases.die();
        open = new OpenDeployments();
        writesToLive = Integer.MAX_VALUE;
    }

    /** Kills the process at that write to a journal, counted from 1: even ones are on disk by then, odd ones are not. */
    void dieAt(int write) {
        writesToLive = write;
    }

    /** History grows with every round of a long test, and makes it slow. */
    void forgetHistory() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("deployments"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    void pass(long millis) {
        now += millis;
    }

    void approve(String who, String digest) {
        approvals.add(new Approval(who, Set.of(), now, "", digest, PRODUCTION, "v2", Approval.Answer.APPROVED));
    }

    /** Advances a switch to its end, in virtual time. */
    Progress finish(Switch underWay) throws Exception {
        try (underWay) {
            Progress progress = underWay.advance();
            while (progress instanceof Progress.Waiting waiting) {
                now = Math.max(now + 1, waiting.until());
                progress = underWay.advance();
            }
            return progress;
        }
    }

    /** Makes a release live the whole way, as the standard pipeline does. */
    DeploymentRecord deploy(String release, Slot to) throws Exception {
        String run = "run " + release;
        String id = promotion().deployment(PRODUCTION, release, run, "alice");
        promotion().begin(id);
        promotion().publishConfiguration(id);
        promotion().provisionSecrets(id);
        slots.run(to, release);
        finish(promotion().blueGreenSwitch(id));
        return promotion().succeed(id);
    }

    DeploymentRecord record(String id) throws Exception {
        return deployments().find(id).orElseThrow();
    }

    String published() throws Exception {
        return configurationTarget(
                        promotion().environment(PRODUCTION).config().publish().orElseThrow())
                .current()
                .map(ConfigurationTarget.Version::digest)
                .orElse("");
    }

    @Override
    public Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(now);
            }
        };
    }

    @Override
    public SourceTree source() {
        return new SourceFolder(folder.resolve("source"));
    }

    @Override
    public Map<String, String> variables() {
        return Map.of();
    }

    @Override
    public CommandRunner commands() {
        return (command, environment, timeout) -> new CommandRunner.Result(0, "");
    }

    @Override
    public WebClient web() {
        return web;
    }

    @Override
    public TrafficRouter router(Choice traffic) {
        return slots;
    }

    @Override
    public ConfigurationTarget configurationTarget(Choice publish) throws PromotionException {
        return new ConfigurationTargets(folder, clock()).open(publish);
    }

    @Override
    public Check check(Choice choice, Environment environment, String release) {
        return Checks.of(choice, new CheckContext(environment, release, source(), folder, clock(), web()));
    }

    @Override
    public CredentialSource credentials() {
        return (id, field) -> {
            throw CredentialException.absent(id, "add it to the test");
        };
    }

    @Override
    public SecretStore.Opener secretStores() {
        return new SecretStores(folder, name -> null, credentials(), clock());
    }

    @Override
    public SecretAudit audit() {
        return access -> {};
    }

    @Override
    public SecretMask mask() {
        return mask;
    }

    @Override
    public Leases leases() {
        return leases;
    }

    @Override
    public DeploymentStore deployments() {
        return new FileDeploymentStore(folder.resolve("deployments"), clock());
    }

    @Override
    public JournalListener listener(Deployment deployment) {
        return new JournalListener() {
            @Override
            public void before(JournalEntry entry) {
                live();
            }

            @Override
            public void after(JournalEntry entry) {
                journal.add(entry.kind());
                live();
            }
        };
    }

    private void live() {
        if (--writesToLive <= 0) {
            throw new Killed();
        }
    }

    @Override
    public List<Approval> approvals(Deployment deployment, String plan) {
        shown = plan;
        return approvals;
    }

    @Override
    public List<String> requesters(Deployment deployment) {
        return List.of(deployment.requester());
    }

    @Override
    public boolean isOwn(Deployment deployment) {
        return own.test(deployment);
    }

    @Override
    public List<Finding> objections(String application, String environment, String release) {
        return objections;
    }

    @Override
    public Names names() {
        return Names.EXACT;
    }

    @Override
    public void close() {
        slots.stop();
    }
}
