package io.jenkins.plugins.promotion.engine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.promotion.engine.approval.Approval;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.journal.FileJournal;
import io.jenkins.plugins.promotion.engine.rollback.Baseline;
import io.jenkins.plugins.promotion.engine.rollback.Restoration;
import io.jenkins.plugins.promotion.engine.rollback.RollbackDriver;
import io.jenkins.plugins.promotion.engine.rollout.RolloutJournal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordReaderTest {
    private static final long NOW = Instant.parse("2026-03-04T05:06:07.089Z").toEpochMilli();
    private static final Deployment DEPLOYMENT =
            Deployment.of("storefront", "production", "v42", "build 7", "alice", NOW, new Random(1));
    private static final Finding WARNING =
            Finding.warning("certificate", "example.com", "21 days", "3 days", "renew it");
    private static final Finding ERROR = Finding.error("http", "http://db", "200", "503", "start it");
    private static final Baseline BASELINE = new Baseline(
            List.of(new Baseline.Captured("traffic", Map.of("blue", "100", "green", "0", "release", "v41"))));

    @TempDir
    Path folder;

    private FileDeploymentStore store;
    private FileJournal journal;
    private DeploymentJournal told;

    @BeforeEach
    void setUp() throws Exception {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
        store = new FileDeploymentStore(folder, clock);
        journal = (FileJournal) store.journal(DEPLOYMENT, entry -> {});
        told = new DeploymentJournal(journal);
    }

    @AfterEach
    void tearDown() {
        journal.close();
    }

    @Test
    void shouldTellOfADeploymentThatIsStillAtWork() throws Exception {
        told.begin(DEPLOYMENT);
        told.beginPhase("preflight");

        DeploymentRecord record = read();

        assertThat(record.deployment()).isEqualTo(DEPLOYMENT);
        assertThat(record.result()).isEqualTo(Result.RUNNING);
        assertThat(record.endedAt()).isZero();
        assertThat(record.phases()).containsExactly(new PhaseRecord("preflight", NOW, 0, false, ""));
        assertThat(record.live()).isEmpty();
    }

    @Test
    void shouldTellAllThatTheJournalKnows() throws Exception {
        tellEverything();

        DeploymentRecord record = read();

        assertThat(record.phases())
                .containsExactly(
                        new PhaseRecord("preflight", NOW, NOW, true, "2 checks"),
                        new PhaseRecord("switch", NOW, NOW, false, "unhealthy at 25 %"));
        assertThat(record.findings()).containsExactly(WARNING, ERROR);
        assertThat(record.planDigest()).isEqualTo("sha256:1");
        assertThat(record.previous()).isEqualTo("v41");
        assertThat(record.slot()).isEqualTo("green");
        assertThat(record.approvals()).containsExactly("bob at 2026-03-04T05:06:07Z: looks good");
        assertThat(record.configuration()).containsOnly(Map.entry("version", "c7"), Map.entry("digest", "sha256:2"));
        assertThat(record.secrets()).containsExactly(Map.entry("db-password", "s3"));
        assertThat(record.baseline()).isEqualTo(BASELINE);
        assertThat(record.after()).isEqualTo(BASELINE);
        assertThat(record.restored())
                .containsExactly(new Restoration("traffic", Restoration.Result.RESTORED, "blue 100, green 0"));
        assertThat(record.result()).isEqualTo(Result.ROLLED_BACK);
        assertThat(record.cause()).isEqualTo("unhealthy at 25 %");
        assertThat(record.endedAt()).isEqualTo(NOW);
    }

    @Test
    void shouldTellTheFindingsOfTheLastPreflightOnly() throws Exception {
        told.begin(DEPLOYMENT);
        told.beginPhase("preflight");
        told.find(WARNING);
        told.find(ERROR);
        told.endPhase("preflight", false, "2 checks");
        told.beginPhase("preflight");
        told.find(WARNING);
        told.endPhase("preflight", true, "2 checks");

        assertThat(read().findings()).containsExactly(WARNING);
    }

    @Test
    void shouldTellAWarningOnceHoweverOftenACrashCutsOffTheWayBack() throws Exception {
        told.begin(DEPLOYMENT);
        told.find(WARNING);
        told.beginPhase("rollback");
        told.find(WARNING);
        told.beginPhase("rollback");

        assertThat(read().findings()).containsExactly(WARNING);
    }

    @Test
    void shouldTellTheSameFromTheFileAfterTheProcessIsGone() throws Exception {
        tellEverything();
        DeploymentRecord before = read();
        journal.close();

        assertThat(RecordReader.read(FileJournal.read(store.journalFile(DEPLOYMENT.id()))))
                .isEqualTo(before);
    }

    @Test
    void shouldComeBackUnchangedFromItsJson() throws Exception {
        tellEverything();
        DeploymentRecord record = read();

        store.save(record);

        assertThat(store.find(DEPLOYMENT.id())).contains(record);
    }

    @Test
    void shouldEndThePhaseThatACrashCutOffOnlyOnce() throws Exception {
        told.begin(DEPLOYMENT);
        told.beginPhase("switch");
        told.beginPhase("switch");
        told.endPhase("switch", true, "done");

        assertThat(read().phases())
                .containsExactly(
                        new PhaseRecord("switch", NOW, 0, false, ""),
                        new PhaseRecord("switch", NOW, NOW, true, "done"));
    }

    @Test
    void shouldTellWhereTheTrafficWasSeenAtTheEndOfTheRollout() throws Exception {
        told.begin(DEPLOYMENT);
        journal.commit(RolloutJournal.FINISHED, Map.of("result", "SWITCHED", "blue", 0, "green", 100));
        assertThat(read().live()).containsOnly(Map.entry("blue", 0), Map.entry("green", 100));

        journal.commit(RolloutJournal.FINISHED, Map.of("result", "NEEDS_A_PERSON"));
        assertThat(read().live()).isEmpty();
    }

    @Test
    void shouldTellThatTheTrafficCameBackAfterTheRollout() throws Exception {
        told.begin(DEPLOYMENT);
        journal.commit(RollbackDriver.BASELINE, captured());
        journal.commit(RolloutJournal.FINISHED, Map.of("result", "SWITCHED", "blue", 0, "green", 100));
        journal.commit(
                RollbackDriver.OUTCOME, Map.of("name", "secret a", "result", "FAILED", "detail", "stands at v2"));
        assertThat(read().live()).containsEntry("green", 100);
        journal.commit(RollbackDriver.OUTCOME, Map.of("name", "traffic", "result", "RESTORED", "detail", ""));

        assertThat(read().live()).containsOnly(Map.entry("blue", 100), Map.entry("green", 0));
    }

    @Test
    void shouldNotSayWhereTheTrafficIsWhenItsRestorationFailed() throws Exception {
        told.begin(DEPLOYMENT);
        journal.commit(RollbackDriver.BASELINE, captured());
        journal.commit(RolloutJournal.FINISHED, Map.of("result", "SWITCHED", "blue", 0, "green", 100));
        journal.commit(RollbackDriver.OUTCOME, Map.of("name", "traffic", "result", "UNKNOWN", "detail", ""));

        assertThat(read().live()).isEmpty();
    }

    @Test
    void shouldRefuseAJournalThatIsNoDeployments() throws Exception {
        told.beginPhase("preflight");

        assertThatThrownBy(this::read)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not begin with a deployment");
    }

    private void tellEverything() throws Exception {
        told.begin(DEPLOYMENT);
        told.beginPhase("preflight");
        told.find(WARNING);
        told.find(ERROR);
        told.endPhase("preflight", true, "2 checks");
        told.plan("sha256:1", "v41", "green");
        told.approve(new Approval(
                "bob", Set.of(), NOW, "looks good", "sha256:1", "production", "v42", Approval.Answer.APPROVED));
        journal.commit(RollbackDriver.BASELINE, captured());
        journal.commit(DeploymentJournal.CONFIGURATION, Map.of("version", "c7", "digest", "sha256:2"));
        journal.commit(DeploymentJournal.SECRET, Map.of("name", "db-password", "action", "rotate", "version", "s3"));
        told.beginPhase("switch");
        told.endPhase("switch", false, "unhealthy at 25 %");
        journal.commit(
                RollbackDriver.OUTCOME, Map.of("name", "traffic", "result", "RESTORED", "detail", "blue 100, green 0"));
        told.after(BASELINE);
        told.end(Result.ROLLED_BACK, "unhealthy at 25 %");
    }

    private static Map<String, Object> captured() {
        Baseline.Captured traffic = BASELINE.captured().get(0);
        return Map.of("captured", List.of(Map.of("name", traffic.name(), "state", traffic.state())));
    }

    private DeploymentRecord read() {
        return RecordReader.read(journal.entries());
    }
}
