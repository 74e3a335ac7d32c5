package io.jenkins.plugins.promotion.engine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.promotion.engine.rollback.Baseline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileDeploymentStoreTest {
    private static final long START = Instant.parse("2026-03-04T05:06:07Z").toEpochMilli();
    private static final DeploymentQuery ALL = DeploymentQuery.of("storefront");

    @TempDir
    Path folder;

    private final Random random = new Random(1);
    private FileDeploymentStore store;

    @BeforeEach
    void setUp() {
        store = new FileDeploymentStore(folder.resolve("deployments"), Clock.systemUTC());
    }

    @Test
    void shouldFindNothingBeforeTheFirstDeployment() throws Exception {
        assertThat(store.find(ALL)).isEmpty();
        assertThat(store.find("production-20260304T050607-abcd")).isEmpty();
    }

    @Test
    void shouldGiveTheNewestFirst() throws Exception {
        DeploymentRecord second = save("production", "v2", 60_000);
        DeploymentRecord first = save("production", "v1", 0);
        DeploymentRecord third = save("testing", "v3", 120_000);

        assertThat(store.find(ALL)).containsExactly(third, second, first);
        assertThat(store.find(ALL.newest(2))).containsExactly(third, second);
        assertThat(store.find(ALL.newest(0))).isEmpty();
    }

    @Test
    void shouldKeepTheNewestOfDeploymentsWithinASecond() throws Exception {
        List<DeploymentRecord> records = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            records.add(0, save("production", "v" + i, i * 10));
        }

        assertThat(store.find(ALL.newest(3))).isEqualTo(records.subList(0, 3));
        assertThat(store.find(ALL.in("production"))).isEqualTo(records);
    }

    @Test
    void shouldFindByEveryPartOfAQuestion() throws Exception {
        DeploymentRecord one = save("production", "v1", 0, "run 1", Result.SUCCEEDED);
        DeploymentRecord two = save("production", "v2", 1_000, "run 2", Result.ROLLED_BACK);
        DeploymentRecord three = save("testing", "v2", 2_000, "run 2", Result.SUCCEEDED);

        assertThat(store.find(ALL.in("production"))).containsExactly(two, one);
        assertThat(store.find(ALL.of("production", "v1"))).containsExactly(one);
        assertThat(store.find(ALL.by("run 2"))).containsExactly(three, two);
        assertThat(store.find(ALL.that(Result.SUCCEEDED))).containsExactly(three, one);
        assertThat(store.find(ALL.in("production").that(Result.SUCCEEDED).newest(1)))
                .containsExactly(one);
        assertThat(store.find(DeploymentQuery.of("another"))).isEmpty();
        assertThat(store.find(DeploymentQuery.of(""))).containsExactly(three, two, one);
    }

    @Test
    void shouldNotMixUpEnvironmentsWithDashes() throws Exception {
        DeploymentRecord europe = save("production-eu", "v1", 0);
        DeploymentRecord west = save("production-eu-west", "v2", 1_000);
        DeploymentRecord plain = save("production", "v3", 2_000);

        assertThat(store.find(ALL.in("production-eu"))).containsExactly(europe);
        assertThat(store.find(ALL.in("production-eu-west"))).containsExactly(west);
        assertThat(store.find(ALL.in("production"))).containsExactly(plain);
        assertThat(store.find(ALL)).containsExactly(plain, west, europe);
    }

    @Test
    void shouldKeepTextsBesideTheRecord() throws Exception {
        Deployment deployment = save("production", "v1", 0).deployment();

        store.attach(deployment, "note", "first");
        store.attach(deployment, "note", "größer");

        assertThat(store.attachment(deployment, "note")).contains("größer");
        assertThat(store.attachment(deployment, "another")).isEmpty();
        assertThat(store.find(ALL)).hasSize(1);
    }

    @Test
    void shouldReplaceTheEarlierRecordOfADeployment() throws Exception {
        DeploymentRecord running = save("production", "v1", 0, "", Result.RUNNING);
        DeploymentRecord ended = record(running.deployment(), Result.SUCCEEDED);

        store.save(ended);

        assertThat(store.find(running.deployment().id())).contains(ended);
        assertThat(store.find(ALL)).containsExactly(ended);
    }

    @Test
    void shouldIgnoreWhatACrashLeftOfARecord() throws Exception {
        DeploymentRecord whole = save("production", "v1", 0);
        DeploymentRecord torn = save("production", "v2", 1_000);
        Path file =
                folder.resolve("deployments").resolve(torn.deployment().id()).resolve("record.json");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file.resolveSibling("record.json.next"), Arrays.copyOf(bytes, bytes.length / 2));

        assertThat(store.find(ALL)).containsExactly(torn, whole);
        Files.delete(file);
        assertThat(store.find(ALL)).containsExactly(whole);
        assertThat(store.find(torn.deployment().id())).isEmpty();
    }

    @Test
    void shouldNotHideTheHistoryBehindOneSpoiledRecord() throws Exception {
        DeploymentRecord whole = save("production", "v1", 0);
        DeploymentRecord spoiled = save("production", "v2", 1_000);
        Path file =
                folder.resolve("deployments").resolve(spoiled.deployment().id()).resolve("record.json");
        Files.writeString(file, "{\"deployment\":");

        assertThat(store.find(ALL)).containsExactly(whole);
        assertThatThrownBy(() -> store.find(spoiled.deployment().id())).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void shouldIgnoreFilesThatAreNoDeployments() throws Exception {
        DeploymentRecord record = save("production", "v1", 0);
        Files.writeString(folder.resolve("deployments").resolve("notes.txt"), "hello");
        Files.createDirectories(folder.resolve("deployments").resolve("-"));

        assertThat(store.find(ALL)).containsExactly(record);
    }

    @Test
    void shouldReadARecordThatANewerVersionWrote() throws Exception {
        DeploymentRecord record = save("production", "v1", 0);
        Path file =
                folder.resolve("deployments").resolve(record.deployment().id()).resolve("record.json");
        Files.writeString(
                file,
                Files.readString(file).replaceFirst("\\{", "{\"new\":1,").replaceFirst("\"id\"", "\"newer\":2,\"id\""));

        assertThat(store.find(record.deployment().id())).contains(record);
    }

    @Test
    void shouldSaveOnAnInterruptedThread() throws Exception {
        try {
            Thread.currentThread().interrupt();
            DeploymentRecord record = save("production", "v1", 0);

            assertThat(Thread.interrupted()).as("interrupt is kept").isTrue();
            assertThat(store.find(ALL)).containsExactly(record);
        } finally {
            Thread.interrupted();
        }
    }

    /** However long the history is: what is not read can be spoiled. */
    @Test
    void shouldReadNoMoreRecordsThanAreAskedFor() throws Exception {
        for (int i = 0; i < 5; i++) {
            DeploymentRecord older = save("production", "v" + i, i * 60_000);
            spoil(older);
        }
        spoil(save("testing", "v9", 900_000));
        DeploymentRecord fifth = save("production", "v5", 300_000);
        DeploymentRecord sixth = save("production", "v6", 360_000);

        List<String> spoiled = new ArrayList<>();

        assertThat(store.find(ALL.in("production").newest(2), spoiled::add)).containsExactly(sixth, fifth);
        assertThat(spoiled).isEmpty();
        assertThat(store.find(ALL.in("production").newest(3), spoiled::add)).hasSize(2);
        assertThat(spoiled).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../elsewhere", "..", ".", "", "/etc", "deployments/..", "a\0b"})
    void shouldNotTakeAPathForAnId(String id) throws Exception {
        DeploymentRecord record = save("production", "v1", 0);
        Path here = folder.resolve("deployments").resolve(record.deployment().id());
        Files.copy(here.resolve("record.json"), folder.resolve("deployments").resolve("record.json"));
        Files.move(here, folder.resolve("elsewhere"));

        assertThat(store.find(id)).isEmpty();
    }

    private void spoil(DeploymentRecord record) throws IOException {
        Files.writeString(
                folder.resolve("deployments").resolve(record.deployment().id()).resolve("record.json"), "{");
    }

    private DeploymentRecord save(String environment, String release, long after) throws Exception {
        return save(environment, release, after, "", Result.SUCCEEDED);
    }

    private DeploymentRecord save(String environment, String release, long after, String run, Result result)
            throws Exception {
        DeploymentRecord record = record(deployment(environment, release, after, run), result);
        store.save(record);
        return record;
    }

    private Deployment deployment(String environment, String release, long after, String run) {
        return Deployment.of("storefront", environment, release, run, "alice", START + after, random);
    }

    private static DeploymentRecord record(Deployment deployment, Result result) {
        Baseline baseline = new Baseline(List.of(new Baseline.Captured("traffic", Map.of("blue", "100"))));
        return new DeploymentRecord(
                deployment,
                result,
                "",
                deployment.startedAt(),
                "v0",
                "green",
                "",
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                baseline,
                baseline,
                List.of(),
                Map.of("blue", 0, "green", 100));
    }
}
