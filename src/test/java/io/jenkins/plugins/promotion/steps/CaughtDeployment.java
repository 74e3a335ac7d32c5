package io.jenkins.plugins.promotion.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.util.Secret;
import io.jenkins.plugins.promotion.TwoSlots;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.FileDeploymentStore;
import io.jenkins.plugins.promotion.engine.history.PhaseRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;

/**
 * A build that promotes v2 over v1 through a canary of 20 and 50 percent, in a world of its own, and stands still at a moment
 * until it is let go: with a check, a configuration, a secret, and a soak.
 */
final class CaughtDeployment implements AutoCloseable {
    /** The value of its secret. */
    static final String SECRET = "MARKED-7hQ2vX9z-value/+&=";

    final TwoSlots world = new TwoSlots().live("v1");
    private final Optional<Moment> moment;
    private final Path home;

    /** Outside that home; what its deployment prints. */
    private final Path told;

    /** @param moment empty for one that goes through without a stop */
    CaughtDeployment(Optional<Moment> moment, Path home) throws IOException {
        this.moment = moment;
        this.home = home;
        this.told = Files.writeString(Files.createTempFile("told", null), "password is " + SECRET + "\n");
        moment.filter(at -> !at.request.isEmpty()).ifPresent(at -> world.holdAt(at.request, !at.armed.isEmpty()));
        if (is(Moment.RETURNING)) {
            world.fallIllAt("80/20");
        }
    }

    private boolean is(Moment other) {
        return moment.equals(Optional.of(other));
    }

    /** The name of its job. */
    String job() {
        return moment.map(Moment::name).orElse("undisturbed");
    }

    String pipeline() {
        String file = world.promotionFile("""
                preflight: [{ http: { url: "%s", timeout: 10m } }]
                config: { files: [base.yaml], publish: { file: { path: published } } }
                secrets:
                  - name: db-password
                    credential: database
                    store: { file: { path: store.json, keyFile: key } }
                    verify: { command: { run: 'test -n "$SECRET" && curl -sf %s' } }
                rollout: { canary: [{ weight: 20, for: 200ms }, { weight: 50, for: 200ms }], soak: 200ms }
                """.formatted(world.address("check"), world.address("secret")))
                .replace("timeout: 60s", "timeout: 10m")
                .replace(
                        "application: storefront",
                        "application: " + job().toLowerCase(Locale.ROOT).replace('_', '-'));
        return """
                node {
                  writeFile file: 'promotion.yaml', text: '''%s'''
                  writeFile file: 'base.yaml', text: 'greeting: hello'
                  preflightCheck environment: 'production', release: 'v2'
                  %s
                  autoRollback(environment: 'production', release: 'v2') {
                    publishConfiguration environment: 'production'
                    provisionSecrets environment: 'production'
                    sh '%s && cat %s'
                    %s
                    blueGreenSwitch environment: 'production', release: 'v2'
                    %s
                  }
                }
                """.formatted(file.replace("$", "\\$"), before(), world.deployCommand(), told, arm("switch"), after());
    }

    private String before() {
        if (is(Moment.PUBLISHING)) {
            // Whoever looks for a version that is the same already waits for somebody to write this one.
            return "sh 'mkdir -p " + halfVersion() + " && mkfifo " + halfVersion() + "/version.json'";
        }
        return arm("before");
    }

    private String after() {
        return is(Moment.BRINGING_BACK) ? "error 'the smoke test of the next service failed'" : arm("after");
    }

    private String arm(String where) {
        return moment.filter(at -> at.armed.equals(where))
                .map(at -> "sh '" + world.armCommand() + "'")
                .orElse("");
    }

    private static String halfVersion() {
        return "published/versions/v1-0123456789ab";
    }

    /** Begins a build of each job, in the Jenkins of this process. */
    static void start(List<String> jobs, List<String> pipelines) throws Exception {
        // More than it takes: one that has just become free is not given to somebody at once.
        Jenkins.get().setNumExecutors(2 * jobs.size());
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.GLOBAL, "database", "", Secret.fromString(SECRET)));
        SystemCredentialsProvider.getInstance().save();
        for (int i = 0; i < jobs.size(); i++) {
            WorkflowJob job = Jenkins.get().createProject(WorkflowJob.class, jobs.get(i));
            job.setDefinition(new CpsFlowDefinition(pipelines.get(i), true));
            job.scheduleBuild2(0).waitForStart();
        }
    }

    Moment moment() {
        return moment.orElseThrow();
    }

    /** Waits until it stands still. */
    void awaitMoment() throws InterruptedException {
        TwoSlots.await(this::isThere, this);
    }

    private boolean isThere() {
        return is(Moment.PUBLISHING) ? read("journal.jsonl").contains("configuration.intent") : world.isReached();
    }

    /** Lets it go on. */
    void letGo() throws IOException {
        if (is(Moment.FALLING_ILL)) {
            world.breakSlot("green");
        }
        if (is(Moment.PUBLISHING)) {
            Path fifo = workspace().resolve(halfVersion()).resolve("version.json");
            // A process that still waits for it is told that there is nothing.
            try (Stream<Path> there = Files.list(fifo.getParent())) {
                assertThat(there).containsExactly(fifo);
            }
            new ProcessBuilder("timeout", "1", "sh", "-c", ": > version.json; true")
                    .directory(fifo.getParent().toFile())
                    .start()
                    .onExit()
                    .join();
            Files.delete(fifo);
            Files.delete(fifo.getParent());
        }
        world.letGo();
    }

    private Path workspace() {
        return home.resolve("workspace").resolve(job());
    }

    private Path build() {
        return home.resolve("jobs").resolve(job()).resolve("builds/1");
    }

    /** The files of that name in the build's directory; empty while there is none. */
    private String read(String name) {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(build())) {
            for (Path file : files.filter(found -> found.endsWith(name)).toList()) {
                text.append(Files.readString(file));
            }
        } catch (IOException | UncheckedIOException e) {
            // It is being written.
            return text.toString();
        }
        return text.toString();
    }

    /** Its only deployment. */
    DeploymentRecord record() throws IOException {
        List<DeploymentRecord> records =
                new FileDeploymentStore(build().resolve("promotion"), Clock.systemUTC()).find(DeploymentQuery.of(""));
        assertThat(records).describedAs(job()).hasSize(1);
        return records.get(0);
    }

    /** What it left behind, and how it came there, as far as it is the same whenever it is promoted. */
    String end() throws IOException {
        DeploymentRecord record = record();
        List<String> phases = new ArrayList<>();
        for (PhaseRecord phase : record.phases()) {
            if (phase.ok()) {
                phases.add(phase.name());
            }
        }
        return String.join(
                "\n",
                record.result() + " " + record.previous() + " → "
                        + record.deployment().release() + " in " + record.slot(),
                "phases " + phases.stream().distinct().toList(),
                "splits " + splits(),
                "configuration " + new TreeMap<>(record.configuration()),
                "secrets " + record.secrets(),
                "traffic " + world.split());
    }

    /** What the router was told, each once in a row: whoever does not know whether it heard tells it again. */
    List<String> splits() {
        List<String> distinct = new ArrayList<>();
        for (String split : world.splits()) {
            if (distinct.isEmpty() || !distinct.get(distinct.size() - 1).equals(split)) {
                distinct.add(split);
            }
        }
        return distinct;
    }

    /** Whether its configuration is there to be read. */
    boolean isPublished() {
        return Files.exists(workspace().resolve("published/current"));
    }

    @Override
    public String toString() {
        return job() + ":\n" + read("log");
    }

    @Override
    public void close() throws IOException {
        world.close();
        Files.delete(told);
    }
}
