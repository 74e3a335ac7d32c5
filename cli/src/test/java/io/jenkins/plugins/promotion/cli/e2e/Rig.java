package io.jenkins.plugins.promotion.cli.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.promotion.cli.balancer.BalancerProcess;
import io.jenkins.plugins.promotion.cli.balancer.FrontEnd;
import io.jenkins.plugins.promotion.cli.balancer.LoadBalancer;
import io.jenkins.plugins.promotion.cli.haproxy.HaproxyProcess;
import io.jenkins.plugins.promotion.cli.load.Load;
import io.jenkins.plugins.promotion.cli.load.LoadGenerator;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.FileDeploymentStore;
import io.jenkins.plugins.promotion.engine.journal.FileJournal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.lease.FileLeases;
import io.jenkins.plugins.promotion.engine.lease.Leases;
import io.jenkins.plugins.promotion.engine.secrets.SecretStore;
import io.jenkins.plugins.promotion.engine.secrets.SecretValue;
import io.jenkins.plugins.promotion.engine.secrets.stores.SecretStores;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import io.jenkins.plugins.promotion.engine.traffic.routers.Routers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/**
 * A small world to promote in: a real load balancer, two slots of one environment, a repository with a promotion file and a
 * Jenkinsfile that uses the real shared library. {@code promote} runs in it as a process.
 */
final class Rig implements AutoCloseable {
    static final String ENVIRONMENT = "production";

    private static final String JENKINSFILE = """
            @Library('environment-promotion') _
            promotionPipeline(
                build: { return params.RELEASE },
                deploy: { sh './deploy.sh' })
            """;

    private static final String DEPLOY = """
            #!/bin/sh
            set -eu
            [ ! -e faults/deploy ] || { echo "out of memory" >&2; exit 1; }
            echo "$PROMOTION_RELEASE" >"slots/$PROMOTION_SLOT.next"
            mv "slots/$PROMOTION_SLOT.next" "slots/$PROMOTION_SLOT"
            """;

    private final Path folder;
    private final Map<Slot, SlotApplication> slots = new LinkedHashMap<>();
    private final LoadBalancer balancer;
    private final Map<String, String> variables = new LinkedHashMap<>();
    private final List<String> options = new ArrayList<>();
    private final AtomicInteger states = new AtomicInteger();
    private final HttpClient web = HttpClient.newHttpClient();
    private Path state;

    /** The load balancer that is in front. */
    enum Balancer {
        EMBEDDED,
        HAPROXY
    }

    private Rig(Path folder, Balancer kind) throws IOException, InterruptedException {
        this.folder = folder;
        Files.createDirectories(workspace().resolve("slots"));
        Files.createDirectories(workspace().resolve("faults"));
        for (Slot slot : Slot.values()) {
            slots.put(slot, new SlotApplication(slotFile(slot), workspace().resolve("faults")));
        }
        FrontEnd frontEnd = new FrontEnd(
                ENVIRONMENT, slots.get(Slot.BLUE).url(), slots.get(Slot.GREEN).url(), Slot.BLUE);
        balancer = kind == Balancer.HAPROXY
                ? HaproxyProcess.start(folder.resolve("balancer"), List.of(frontEnd))
                : BalancerProcess.start(folder.resolve("balancer"), List.of(frontEnd));
        place(Slot.BLUE, "v0");
        write("Jenkinsfile", JENKINSFILE);
        write("deploy.sh", DEPLOY);
        workspace().resolve("deploy.sh").toFile().setExecutable(true);
        write("config.yaml", "greeting: hello\n");
        write("promotion.yaml", promotionFile());
        variables.put("PROMOTION_REQUESTER", "carol");
        freshState();
    }

    /** A rig with release v0 live in the blue slot; skips the test if its load balancer is not installed. */
    static Rig start(Path folder, Balancer kind) throws Exception {
        Assumptions.assumeTrue(
                kind == Balancer.EMBEDDED || HaproxyProcess.installed().isPresent(),
                "haproxy is not installed; the embedded load balancer is tested alone");
        return start(folder, kind, ClassArchive.shared().options());
    }

    static Rig start(Path folder, Balancer kind, List<String> options) throws IOException, InterruptedException {
        Rig rig = new Rig(folder, kind);
        rig.options.addAll(options);
        return rig;
    }

    private String promotionFile() throws IOException {
        return """
                application: shop
                environments:
                  production:
                    url: "%s"
                    slots: { blue: "%s", green: "%s" }
                    health: { every: 40ms, healthyAfter: 1, unhealthyAfter: 2, timeout: 20s, startWithin: "${START_WITHIN:-60s}" }
                    config:
                      files: [config.yaml]
                      publish: { file: { path: published } }
                    secrets:
                      - name: db-password
                        generate: { length: 24 }
                        rotateEvery: "${ROTATE:-90d}"
                        store: { file: { path: "${SECRETS}/secrets.json", keyFile: "${SECRETS}/key" } }
                        verify: { command: { run: "test ! -e faults/secrets" } }
                    smoke:
                      - http: { path: /, contains: shop }
                    approval: { quorum: 1, from: [alice, bob], notRequester: true, expires: 1h }
                    rollout: { canary: [{ weight: 25, for: 30ms }, { weight: 50, for: "${HOLD:-30ms}" }], soak: 30ms, drain: 2s }
                    traffic: %s
                """.formatted(
                        balancer.url(ENVIRONMENT),
                        slots.get(Slot.BLUE).url(),
                        slots.get(Slot.GREEN).url(),
                        traffic());
    }

    private String traffic() throws IOException {
        var choice = balancer.traffic(ENVIRONMENT);
        return new ObjectMapper().writeValueAsString(Map.of(choice.kind(), choice.settings()));
    }

    Path folder() {
        return folder;
    }

    Path workspace() {
        return folder.resolve("workspace");
    }

    Path file(String name) {
        return workspace().resolve(name);
    }

    Path slotFile(Slot slot) {
        return workspace().resolve("slots").resolve(slot.toString());
    }

    /** Puts the release into the slot. */
    void place(Slot slot, String release) throws IOException {
        Files.writeString(slotFile(slot), release + "\n");
    }

    void write(String name, String text) throws IOException {
        Files.writeString(file(name), text);
    }

    /** Changes a file of the repository. */
    void edit(String name, String from, String to) throws IOException {
        String text = Files.readString(file(name));
        if (!text.contains(from)) {
            throw new IllegalArgumentException(name + " has no " + from);
        }
        write(name, text.replace(from, to));
    }

    /** A journal, a history and secrets of its own from now on; what stands in the slots stays. */
    Path freshState() {
        state = folder.resolve("state-" + states.incrementAndGet());
        variables.put("PROMOTION_STATE", state.toString());
        variables.put("SECRETS", state.resolve("secrets").toString());
        return state;
    }

    Path state() {
        return state;
    }

    void variable(String name, String value) {
        variables.put(name, value);
    }

    /** One more option for the JVM of the processes. */
    void option(String more) {
        options.add(more);
    }

    PromoteProcess begin(String... arguments) throws IOException {
        return PromoteProcess.start(workspace(), folder.resolve("printed"), variables, options, arguments);
    }

    PromoteProcess.Ended promote(String... arguments) throws IOException, InterruptedException {
        return begin(arguments).await();
    }

    /** Promotes the release with the pipeline; alice approves. */
    PromoteProcess.Ended run(String release) throws IOException, InterruptedException {
        return promote("run", "-p", "RELEASE=" + release, "--approve-as", "alice", "--json");
    }

    /** As {@link #run}, in a process that kills itself at that write of the journal. */
    PromoteProcess.Ended crash(String point, String... arguments) throws IOException, InterruptedException {
        List<String> more = new ArrayList<>(options);
        more.add("-Dpromotion.crashAt=" + point);
        return PromoteProcess.start(workspace(), folder.resolve("printed"), variables, more, arguments)
                .await();
    }

    PromoteProcess.Ended resume() throws IOException, InterruptedException {
        return promote("resume", "--approve-as", "alice", "--json");
    }

    LoadGenerator load(int perSecond) throws IOException {
        return LoadGenerator.start(Load.of(balancer.url(ENVIRONMENT).resolve("/"), perSecond));
    }

    /** How the router shares the traffic. */
    TrafficSplit split() throws PromotionException, RouterException, InterruptedException {
        try (TrafficRouter router = new Routers((command, environment, timeout) -> {
                    throw new AssertionError(command);
                })
                .open(balancer.traffic(ENVIRONMENT))) {
            return router.read();
        }
    }

    /** The release that answers under the public address. */
    String live() throws IOException, InterruptedException {
        return web.send(
                        HttpRequest.newBuilder(balancer.url(ENVIRONMENT).resolve("/"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body()
                .replace("shop ", "");
    }

    /** Waits until the log of run 1 has the text. */
    void awaitLog(PromoteProcess process, String text) throws IOException, InterruptedException {
        Path log = state.resolve("runs/1/log.txt");
        while (!Files.exists(log) || !Files.readString(log).contains(text)) {
            if (!process.isAlive()) {
                throw new AssertionError("no " + text + ": " + process.await());
            }
            Thread.sleep(10);
        }
    }

    /** Makes a program {@code promote} beside the workspace, for scripts. */
    void launcher() throws IOException {
        Path program = folder.resolve("promote");
        Files.writeString(
                program,
                "#!/bin/sh\nexec "
                        + PromoteProcess.command(options).stream()
                                .map(word -> "'" + word + "'")
                                .collect(Collectors.joining(" "))
                        + " \"$@\"\n");
        program.toFile().setExecutable(true);
    }

    /** Waits until the journal of the release's deployment has an entry of that kind with that text in it. */
    void awaitJournal(PromoteProcess process, String release, String kind, String text)
            throws IOException, InterruptedException {
        while (process.isAlive()) {
            for (DeploymentRecord record : deployments()) {
                if (record.deployment().release().equals(release)
                        && journal(record).stream()
                                .anyMatch(entry -> entry.kind().equals(kind)
                                        && entry.data().toString().contains(text))) {
                    return;
                }
            }
            Thread.sleep(10);
        }
        throw new AssertionError("no " + kind + " with " + text + ": " + process.await());
    }

    URI url() {
        return balancer.url(ENVIRONMENT);
    }

    /** Oldest first. */
    List<DeploymentRecord> deployments() throws IOException {
        List<DeploymentRecord> newestFirst = new ArrayList<>(
                new FileDeploymentStore(state.resolve("deployments"), Clock.systemUTC()).find(DeploymentQuery.of("")));
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    DeploymentRecord newest() throws IOException {
        List<DeploymentRecord> all = deployments();
        return all.get(all.size() - 1);
    }

    /** The configuration that is published now. */
    String published() throws IOException {
        return Files.readString(file("published/current/configuration.json"));
    }

    /** The id of a secret's current version: they are counted, so {@code v2} is the second. */
    String secretVersion(String name) throws PromotionException, InterruptedException {
        return store(name).stages().current().orElse("none");
    }

    /** Every value of a secret that is still kept. */
    List<String> secretValues(String name) throws PromotionException, InterruptedException {
        List<String> values = new ArrayList<>();
        var stages = store(name).stages();
        for (Optional<String> version : List.of(stages.current(), stages.previous(), stages.staged())) {
            if (version.isPresent()) {
                try (SecretValue value = store(name).read(version.get())) {
                    values.add(value.reveal());
                }
            }
        }
        return values;
    }

    private SecretStore store(String name) throws PromotionException {
        var settings = new ObjectMapper().createObjectNode();
        settings.put("path", state.resolve("secrets/secrets.json").toString());
        settings.put("keyFile", state.resolve("secrets/key").toString());
        return new SecretStores(workspace(), variables::get, null, Clock.systemUTC())
                .open(ENVIRONMENT, name, new Choice("file", settings));
    }

    /** The deployment that has the environment's lease. */
    Optional<String> leaseHolder() throws PromotionException {
        return new FileLeases(state.resolve("leases"), Clock.systemUTC())
                .holder("shop/" + ENVIRONMENT)
                .map(Leases.Holder::deployment);
    }

    List<JournalEntry> journal(DeploymentRecord deployment) throws IOException {
        return FileJournal.read(state.resolve("deployments")
                .resolve(deployment.deployment().id())
                .resolve("journal.jsonl"));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        balancer.stop();
        slots.values().forEach(SlotApplication::close);
    }
}
