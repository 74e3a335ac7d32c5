package io.jenkins.plugins.promotion.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.cli.load.LoadGenerator;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.rollback.RollbackDriver;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways back, through the real commands: of a deployment that fails, is aborted or is killed, and to an earlier release. */
@Timeout(600)
class RollbackTest {
    @TempDir
    private Path folder;

    private Rig rig;

    @BeforeEach
    void startRig() throws Exception {
        rig = Rig.start(folder, Rig.Balancer.EMBEDDED);
        // Something to come back to: v1, its configuration, and the first version of its secret.
        assertThat(rig.run("v1").exit()).isZero();
        rig.edit("config.yaml", "hello", "welcome");
        rig.variable("ROTATE", "1ms");
    }

    @AfterEach
    void closeRig() throws Exception {
        rig.close();
    }

    private void assertBackAtV1() throws Exception {
        assertThat(rig.split().sole()).contains(Slot.GREEN);
        assertThat(rig.live()).isEqualTo("v1");
        assertThat(rig.published()).contains("hello");
        assertThat(rig.secretVersion("db-password")).isEqualTo("v1");
        assertThat(rig.leaseHolder()).isEmpty();
    }

    private List<String> restored(DeploymentRecord record) throws Exception {
        return rig.journal(record).stream()
                .filter(entry -> entry.kind().equals(RollbackDriver.OUTCOME))
                .map(entry -> entry.text("name"))
                .toList();
    }

    private String incident(DeploymentRecord record) throws Exception {
        return Files.readString(rig.state()
                .resolve("deployments")
                .resolve(record.deployment().id())
                .resolve("incident.md"));
    }

    @Test
    void shouldShowWhatAFailedScriptPrintedLast() throws Exception {
        rig.write("faults/deploy", "x");

        PromoteProcess.Ended ended = rig.promote("run", "-p", "RELEASE=v2", "--approve-as", "alice");

        assertThat(ended.exit()).describedAs(ended.all()).isEqualTo(1);
        assertThat(ended.all()).contains("\nout of memory\n");
    }

    @ParameterizedTest
    @CsvSource({
        "faults/secrets, x, could not be verified",
        "faults/deploy, x, exit code 1",
        "faults/v2, health, healthy",
        "faults/v2, errors, smoke",
    })
    void shouldBringEverythingBackInReverseOrder(String fault, String text, String cause) throws Exception {
        rig.write(fault, text);
        rig.variable("START_WITHIN", cause.equals("healthy") ? "3s" : "60s");
        LoadGenerator load = rig.load(100);

        PromoteProcess.Ended ended = rig.run("v2");

        assertThat(ended.exit()).describedAs(ended.all()).isEqualTo(1);
        assertThat(ended.json().path("result").asText()).isEqualTo("ROLLED_BACK");
        assertBackAtV1();
        DeploymentRecord record = rig.newest();
        assertThat(record.result()).isEqualTo(Result.ROLLED_BACK);
        assertThat(restored(record)).containsExactly("traffic", "secret db-password", "configuration");
        assertThat(incident(record)).contains("v2", "traffic", "configuration", "secret db-password");
        assertThat(load.stop().failed()).isZero();
    }

    @Test
    void shouldBringEverythingBackOnCtrlC() throws Exception {
        rig.variable("HOLD", "600s");
        LoadGenerator load = rig.load(100);
        PromoteProcess promote = rig.begin("run", "-p", "RELEASE=v2", "--approve-as", "alice");
        rig.awaitJournal(promote, "v2", "rollout.applied", "blue=50");

        promote.interrupt();
        PromoteProcess.Ended ended = promote.await();

        assertThat(ended.exit()).describedAs(ended.all()).isEqualTo(1);
        assertThat(ended.all()).contains("production v2: ROLLED_BACK", "ABORTED");
        assertBackAtV1();
        assertThat(restored(rig.newest())).containsExactly("traffic", "secret db-password", "configuration");
        assertThat(load.stop().failed()).isZero();
    }

    @Test
    void shouldGoOnPastWhatCannotBeBroughtBackAndSayWhatIsWhere() throws Exception {
        rig.variable("HOLD", "600s");
        PromoteProcess promote = rig.begin("run", "-p", "RELEASE=v2", "--approve-as", "alice");
        rig.awaitJournal(promote, "v2", "rollout.applied", "blue=50");
        Path versions = rig.file("published/versions");
        Files.move(versions, rig.file("published/lost"));
        rig.write("faults/v2", "health");

        PromoteProcess.Ended ended = promote.await();

        assertThat(ended.exit()).describedAs(ended.all()).isEqualTo(3);
        assertThat(ended.all()).contains("NEEDS_A_PERSON");
        DeploymentRecord record = rig.newest();
        assertThat(record.result()).isEqualTo(Result.NEEDS_A_PERSON);
        assertThat(restored(record)).containsExactly("traffic", "secret db-password", "configuration");
        assertThat(incident(record)).contains("configuration", "v2");
        assertThat(rig.split().sole()).contains(Slot.GREEN);
        assertThat(rig.live()).isEqualTo("v1");
        assertThat(rig.secretVersion("db-password")).isEqualTo("v1");
    }

    @Test
    void shouldBringEverythingBackAlthoughThePromotionFileBreaksInTheMiddle() throws Exception {
        rig.edit("deploy.sh", "set -eu", "set -eu; echo 'application: [' >promotion.yaml");

        PromoteProcess.Ended ended = rig.run("v2");

        assertThat(ended.exit()).describedAs(ended.all()).isEqualTo(1);
        assertThat(ended.json().path("result").asText()).isEqualTo("ROLLED_BACK");
        assertThat(ended.all()).contains("production: warning: promotion.yaml");
        assertBackAtV1();
        assertThat(restored(rig.newest())).containsExactly("traffic", "secret db-password", "configuration");
    }

    @ParameterizedTest
    @CsvSource({"resume, 1", "rollback production, 0"})
    void shouldBringEverythingBackAlthoughThePromotionFileBreaksWhileNobodyIsAtWork(String command, int exit)
            throws Exception {
        PromoteProcess.Ended killed =
                rig.crash("rollout.applied:after", "run", "-p", "RELEASE=v2", "--approve-as", "alice");
        assertThat(killed.exit()).isEqualTo(137);
        Files.delete(rig.file("promotion.yaml"));

        PromoteProcess.Ended ended = rig.promote(command.split(" "));

        assertThat(ended.exit()).describedAs(ended.all()).isEqualTo(exit);
        assertThat(ended.all()).contains("no such file", "the way back uses the file that deployment production-");
        assertBackAtV1();
        assertThat(rig.newest().result()).isEqualTo(Result.ROLLED_BACK);
    }

    @Test
    void shouldReturnToTheReleaseBeforeWithItsConfigurationAndSecrets() throws Exception {
        assertThat(rig.run("v2").exit()).isZero();
        assertThat(rig.secretVersion("db-password")).isEqualTo("v2");
        LoadGenerator load = rig.load(100);

        Map<String, String> before = world();
        PromoteProcess.Ended simulated = rig.promote("rollback", Rig.ENVIRONMENT, "--simulate");
        assertThat(simulated.exit()).describedAs(simulated.all()).isZero();
        assertThat(simulated.out()).contains("from v2 back to v1 in the green slot", "nothing was touched");
        assertThat(world()).isEqualTo(before);

        PromoteProcess.Ended ended = rig.promote("rollback", Rig.ENVIRONMENT);

        assertThat(ended.exit()).describedAs(ended.all()).isZero();
        assertBackAtV1();
        assertThat(load.stop().failed()).isZero();
        PromoteProcess.Ended again = rig.promote("rollback", Rig.ENVIRONMENT);
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("went back from v2; name v2 to go there all the same");
        assertBackAtV1();
        PromoteProcess.Ended forward = rig.promote("rollback", Rig.ENVIRONMENT, "--to", "v2");
        assertThat(forward.exit()).describedAs(forward.all()).isZero();
        assertThat(rig.live()).isEqualTo("v2");
        assertThat(rig.published()).contains("welcome");
        assertThat(rig.secretVersion("db-password")).isEqualTo("v2");

        PromoteProcess.Ended never = rig.promote("rollback", Rig.ENVIRONMENT, "--to", "v7");
        assertThat(never.exit()).isEqualTo(1);
        assertThat(never.err()).contains("'v7' never was");
        rig.place(Slot.GREEN, "v8");
        PromoteProcess.Ended gone = rig.promote("rollback", Rig.ENVIRONMENT, "--to", "v1");
        assertThat(gone.exit()).isEqualTo(1);
        assertThat(gone.err()).contains("its slot was used since");
        assertThat(rig.live()).isEqualTo("v2");
    }

    /** Everything that a command could touch: files with their content, traffic. What the audit notes is no change. */
    private Map<String, String> world() throws Exception {
        Map<String, String> world = new TreeMap<>();
        world.put("traffic", rig.split().toString());
        for (Path root : List.of(rig.workspace(), rig.state())) {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile)
                        .filter(file -> !file.endsWith("access.jsonl"))
                        .toList()) {
                    world.put(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                }
            }
        }
        return world;
    }

    @Test
    void shouldRollBackADeploymentWhoseProcessWasKilledInTheMiddleOfTheCanary() throws Exception {
        LoadGenerator load = rig.load(100);
        PromoteProcess.Ended killed =
                rig.crash("rollout.applied:after", "run", "-p", "RELEASE=v2", "--approve-as", "alice");
        assertThat(killed.exit()).isEqualTo(137);
        Map<String, String> before = world();
        PromoteProcess.Ended simulated = rig.promote("rollback", Rig.ENVIRONMENT, "--simulate");
        assertThat(simulated.out()).contains("was interrupted", "traffic back to");
        assertThat(world()).isEqualTo(before);
        PromoteProcess.Ended second = rig.run("v3");
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.all()).contains("was interrupted", "promote rollback");

        PromoteProcess.Ended ended = rig.promote("rollback", Rig.ENVIRONMENT);

        assertThat(ended.exit()).describedAs(ended.all()).isZero();
        assertBackAtV1();
        assertThat(load.stop().failed()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rollout.applied:before", "rollback.outcome:after", "deployment.ended:after"})
    void shouldGoOnWithAWayBackThatWasKilled(String point) throws Exception {
        assertThat(rig.run("v2").exit()).isZero();
        assertThat(rig.crash(point, "rollback", Rig.ENVIRONMENT).exit()).isEqualTo(137);

        PromoteProcess.Ended ended = rig.promote("rollback", Rig.ENVIRONMENT);

        assertThat(ended.exit()).describedAs(ended.all()).isZero();
        assertThat(ended.out()).contains("v1: SUCCEEDED");
        assertBackAtV1();
    }

    /** The rollback's own writes: whoever kills it there, the next one ends it. */
    @ParameterizedTest
    @ValueSource(strings = {"rollback.intent:after", "rollback.outcome:after", "deployment.ended:after"})
    void shouldEndARollbackThatWasKilled(String point) throws Exception {
        rig.write("faults/v2", "errors");
        PromoteProcess.Ended killed = rig.crash(point, "run", "-p", "RELEASE=v2", "--approve-as", "alice");
        assertThat(killed.exit()).isEqualTo(137);

        PromoteProcess.Ended ended = rig.resume();

        assertThat(ended.exit()).describedAs(ended.all()).isEqualTo(1);
        assertThat(ended.json().path("result").asText()).isEqualTo("ROLLED_BACK");
        assertBackAtV1();
        assertThat(rig.journal(rig.newest()).stream().map(JournalEntry::kind))
                .filteredOn(kind -> kind.equals("deployment.ended"))
                .hasSize(1);
        assertThat(incident(rig.newest())).contains("v2");
    }
}
