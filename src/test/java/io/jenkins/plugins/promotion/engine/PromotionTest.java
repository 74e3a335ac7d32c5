package io.jenkins.plugins.promotion.engine;

import static io.jenkins.plugins.promotion.engine.FakeHost.PLACE;
import static io.jenkins.plugins.promotion.engine.FakeHost.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.journal.FileJournal;
import io.jenkins.plugins.promotion.engine.rollout.Outcome;
import io.jenkins.plugins.promotion.engine.rollout.Progress;
import io.jenkins.plugins.promotion.engine.secrets.ProvisionedSecret;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromotionTest extends OnAFakeHost {
    private static final TrafficSplit OLD = TrafficSplit.allTo(Slot.BLUE);
    private static final TrafficSplit NEW = TrafficSplit.allTo(Slot.GREEN);

    /** Of the deployment that {@link #attempt} works on: a step keeps it. */
    private String id;

    private String begun() throws Exception {
        String id = requested("17");
        host.promotion().begin(id);
        return id;
    }

    private String requested(String run) throws Exception {
        return host.promotion().deployment(PRODUCTION, "v2", run, "alice");
    }

    private void assertFree() {
        assertThat(host.leases.holder(PLACE)).isEmpty();
    }

    private Outcome.Result switched(String id) throws Exception {
        Progress progress = host.finish(host.promotion().blueGreenSwitch(id));
        return ((Progress.Finished) progress).outcome().result();
    }

    @Test
    void shouldMakeAReleaseLiveAndRememberWhatItLeftBehind() throws Exception {
        DeploymentRecord record = host.deploy("v2", Slot.GREEN);

        assertThat(record.result()).isEqualTo(Result.SUCCEEDED);
        assertThat(record.after().captured())
                .extracting("name")
                .containsExactly("configuration", "secret token", "traffic");
        assertThat(host.slots.applied).containsExactly(TrafficSplit.giving(Slot.GREEN, 50), NEW);
        assertThat(host.record(record.deployment().id())).isEqualTo(record);
        assertFree();
    }

    @Test
    void shouldFindTheDeploymentOfARunAgainAndNoOther() throws Exception {
        String id = requested("17");

        assertThat(requested("17")).isEqualTo(id);
        assertThat(requested("18")).isNotEqualTo(id);
        assertThat(host.promotion().deployment(PRODUCTION, "v3", "17", "alice")).isNotEqualTo(id);
    }

    @Test
    void shouldNotTakeSomebodyElsesDeploymentForOneThatNoRunAskedFor() throws Exception {
        String id = requested("17");
        String direct = requested("");

        assertThat(direct).isNotEqualTo(id);
        assertThat(requested("")).isNotIn(id, direct);
    }

    @Test
    void shouldActInTheDeploymentOfABlockOnlyIfItIsThatRunsOwn() throws Exception {
        String id = requested("build/1");
        Promotion promotion = host.promotion();

        assertThat(promotion.deploymentOfBlock(id, "production", "", "build/1")).isEqualTo(id);
        assertThat(promotion.deploymentOfBlock(id, "production", "v2", "build/1"))
                .isEqualTo(id);
        assertThatThrownBy(() -> promotion.deploymentOfBlock(id, "production", "v3", "build/1"))
                .hasMessageContaining("a deployment of v3 to production by build/1")
                .hasMessageContaining("one of v2 to production by build/1");
        assertThatThrownBy(() -> promotion.deploymentOfBlock(id, "production", "v2", "build/2"))
                .hasMessageContaining("by build/1");
        assertThatThrownBy(() -> promotion.deploymentOfBlock("production-x", "production", "v2", "build/1"))
                .hasMessageContaining("but was none");
    }

    @Test
    void shouldNotTakeADeploymentForOneAtWorkIfItsJournalSaysThatItEnded() throws Exception {
        String id = begun();
        DeploymentRecord running = host.record(id);
        host.promotion().rollBack(id, "enough");
        host.deployments().save(running);
        host.restart();

        assertThat(requested("17")).isNotEqualTo(id);
        assertThat(host.record(id).result()).isEqualTo(Result.ROLLED_BACK);
    }

    @Test
    void shouldRefuseAReleaseWithAnImpossibleName() {
        assertThatThrownBy(() -> host.promotion().deployment(PRODUCTION, "v2; rm -rf", "17", "alice"))
                .hasMessageContaining("'v2; rm -rf'");
        assertThatThrownBy(() -> host.promotion().deployment("prod", "v2", "17", "alice"))
                .hasMessageContaining("production");
    }

    @Test
    void shouldDoEveryPartOnceHoweverOftenItIsAskedFor() throws Exception {
        String id = begun();
        host.promotion().begin(id);
        Map<String, String> published = host.promotion().publishConfiguration(id);
        assertThat(host.promotion().publishConfiguration(id)).isEqualTo(published);
        String version = version(id);
        assertThat(version(id)).isEqualTo(version);
        host.slots.run(Slot.GREEN, "v2");
        assertThat(switched(id)).isEqualTo(Outcome.Result.SWITCHED);
        assertThat(switched(id)).isEqualTo(Outcome.Result.SWITCHED);
        DeploymentRecord record = host.promotion().succeed(id);

        assertThat(host.promotion().succeed(id)).isEqualTo(record);
        assertThat(host.promotion().rollBack(id, "too late").result()).isEqualTo(Result.SUCCEEDED);
        assertThat(host.slots.applied).containsExactly(TrafficSplit.giving(Slot.GREEN, 50), NEW);
        assertFree();
    }

    private String version(String id) throws Exception {
        return host.promotion().provisionSecrets(id).getSecrets().get(0).getVersion();
    }

    @Test
    void shouldBringEverythingBack() throws Exception {
        host.deploy("v2", Slot.GREEN);
        String configuration = host.published();
        host.configure("pool: 20");
        host.pass(100_000_000);
        String id = host.promotion().deployment(PRODUCTION, "v3", "18", "alice");
        host.promotion().begin(id);
        host.promotion().publishConfiguration(id);
        String rotated = version(id);
        host.slots.run(Slot.BLUE, "v3");
        assertThat(switched(id)).isEqualTo(Outcome.Result.SWITCHED);

        DeploymentRecord record = host.promotion().rollBack(id, "users complain");

        assertThat(record.result()).isEqualTo(Result.ROLLED_BACK);
        assertThat(record.restored()).extracting("name").containsExactly("traffic", "secret token", "configuration");
        assertThat(record.restored()).extracting(thing -> thing.result().name()).containsOnly("RESTORED");
        assertThat(record.baseline().of("secret token").orElseThrow().get("version"))
                .isNotEqualTo(rotated);
        assertThat(host.slots.split).isEqualTo(NEW);
        assertThat(host.published()).isEqualTo(configuration);
        assertThat(folder.resolve("deployments/" + id + "/incident.md"))
                .content()
                .contains("users complain");
        assertThat(host.promotion().rollBack(id, "again")).isEqualTo(record);
        assertFree();
    }

    @Test
    void shouldBringTheTrafficBackAlthoughASecretCannotBeReached() throws Exception {
        host.deploy("v2", Slot.GREEN);
        String id = host.promotion().deployment(PRODUCTION, "v3", "18", "alice");
        host.promotion().begin(id);
        host.slots.run(Slot.BLUE, "v3");
        assertThat(switched(id)).isEqualTo(Outcome.Result.SWITCHED);
        // Inside the repository, where a key file is refused already when the store is opened.
        Files.delete(folder.resolve("key"));

        DeploymentRecord record = host.promotion().rollBack(id, "users complain");

        assertThat(host.slots.split).isEqualTo(NEW);
        assertThat(record.result()).isEqualTo(Result.NEEDS_A_PERSON);
        assertThat(record.restored()).extracting("name").containsExactly("traffic", "secret token", "configuration");
        assertFree();
    }

    @Test
    void shouldEndADeploymentThatCannotBegin() throws Exception {
        String id = requested("17");
        host.slots.answers = false;

        assertThatThrownBy(() -> host.promotion().begin(id)).hasMessageContaining("does not answer");

        assertThat(host.record(id).result()).isEqualTo(Result.FAILED);
        assertThat(host.record(id).cause()).contains("does not answer");
        assertFree();
        assertThatThrownBy(() -> host.promotion().publishConfiguration(id))
                .hasMessageContaining("it has ended: FAILED");
        assertThat(host.promotion().rollBack(id, "x").result()).isEqualTo(Result.FAILED);
    }

    @Test
    void shouldNotBeginWhatCouldNotComeBack() throws Exception {
        host.slots.split = TrafficSplit.giving(Slot.GREEN, 25);
        String id = requested("17");

        assertThatThrownBy(() -> host.promotion().begin(id)).hasMessageContaining("left half-way");

        assertThat(host.record(id).result()).isEqualTo(Result.FAILED);
        assertFree();
    }

    @Test
    void shouldLeaveTheLeaseToTheDeploymentThatHasIt() throws Exception {
        String first = begun();
        String second = requested("18");

        assertThatThrownBy(() -> host.promotion().begin(second)).hasMessageContaining(first);

        assertThat(host.record(second).result()).isEqualTo(Result.FAILED);
        assertThat(host.leases.holder(PLACE).orElseThrow().deployment()).isEqualTo(first);
        host.promotion().rollBack(first, "done");
        assertFree();
    }

    @Test
    void shouldEndADeploymentWhoseEnvironmentWasTakenFromIt() throws Exception {
        String id = begun();
        host.leases.give(PLACE, "another");

        assertThatThrownBy(() -> host.promotion().publishConfiguration(id)).hasMessageContaining("lease");
        DeploymentRecord record = host.promotion().rollBack(id, "no lease");

        assertThat(record.result()).isEqualTo(Result.NEEDS_A_PERSON);
        assertThat(record.cause()).contains("no lease").contains("not brought back");
        assertThat(host.leases.holder(PLACE).orElseThrow().deployment()).isEqualTo("another");
    }

    @Test
    void shouldDoNothingBeforeThereIsABaseline() throws Exception {
        String id = requested("17");

        assertThatThrownBy(() -> host.promotion().publishConfiguration(id)).hasMessageContaining("baseline");
        assertThatThrownBy(() -> host.promotion().provisionSecrets(id)).hasMessageContaining("baseline");
        assertThatThrownBy(() -> host.promotion().blueGreenSwitch(id)).hasMessageContaining("baseline");
        assertThat(host.promotion().rollBack(id, "nothing was done").result()).isEqualTo(Result.FAILED);
    }

    @Test
    void shouldNotDoWhatWasNotPlannedWhenTheFileChangesDuringTheDeployment() throws Exception {
        String id = begun();
        host.rollout = "soak: 1s";

        for (Call call : new Call[] {
            () -> host.promotion().publishConfiguration(id),
            () -> host.promotion().provisionSecrets(id),
            () -> host.promotion().blueGreenSwitch(id)
        }) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(PromotionException.class)
                    .hasMessageContaining("the promotion file says something else");
        }
        assertThat(host.promotion().rollBack(id, "changed").result()).isEqualTo(Result.ROLLED_BACK);
    }

    private interface Call {
        void run() throws Exception;
    }

    @Test
    void shouldNotPublishAConfigurationThatWasNotPlanned() throws Exception {
        String id = begun();
        host.configure("pool: 99");

        assertThatThrownBy(() -> host.promotion().publishConfiguration(id))
                .hasMessageContaining("it was changed during the deployment");
        assertThat(host.published()).isEmpty();
    }

    @Test
    void shouldNotLetACheckDuringTheDeploymentReplaceTheApprovedPlan() throws Exception {
        String id = begun();
        host.configure("pool: 99");
        host.promotion().preflight(id);

        assertThatThrownBy(() -> host.promotion().publishConfiguration(id))
                .hasMessageContaining("it was changed during the deployment");
    }

    @Test
    void shouldEndADeploymentWhosePreflightFoundErrorsUnlessItHasBegun() throws Exception {
        host.slots.answers = false;
        String failed = requested("17");
        assertThat(host.promotion().preflight(failed).hasErrors()).isTrue();
        assertThat(host.record(failed).result()).isEqualTo(Result.FAILED);

        host.slots.answers = true;
        String id = begun();
        host.slots.answers = false;
        assertThat(host.promotion().preflight(id).hasErrors()).isTrue();
        assertThat(host.record(id).result()).isEqualTo(Result.RUNNING);
        host.slots.answers = true;
        assertThat(host.promotion().rollBack(id, "unfit").result()).isEqualTo(Result.ROLLED_BACK);
        assertFree();
    }

    @Test
    void shouldTellAfterACrashHowTheSwitchHadEnded() throws Exception {
        String id = begun();
        assertThat(switched(id)).isEqualTo(Outcome.Result.UNCHANGED);
        host.slots.run(Slot.GREEN, "v2");
        host.restart();

        assertThat(switched(id)).isEqualTo(Outcome.Result.UNCHANGED);
        assertThat(host.slots.split).isEqualTo(OLD);
    }

    @Test
    void shouldRotateSecretsAndPutThemBackIfThatFails() throws Exception {
        host.deploy("v2", Slot.GREEN);
        assertThat(host.promotion().rotate(PRODUCTION, Set.of(), "", "alice").getSecrets())
                .allMatch(ProvisionedSecret::isRotated);
        assertFree();

        host.secret = "credential: { id: nowhere }";
        assertThatThrownBy(() -> host.promotion().rotate(PRODUCTION, Set.of("token"), "", "alice"))
                .hasMessageContaining("nowhere");
        assertFree();
    }

    /** Every line of a deployment that succeeds, and of one that goes back: whoever is killed there, the end is the same. */
    @Test
    void shouldComeToTheSameEndWhereverItIsKilled() throws Exception {
        host.deploy("v1", Slot.BLUE.other());
        host.slots.run(Slot.BLUE, null);
        host.rollout = "soak: 0s";
        int writes = 1;
        for (int round = 2; ; round++) {
            boolean bad = round % 2 == 1;
            String release = "v" + round;
            Slot idle = host.slots.split.equals(OLD) ? Slot.GREEN : Slot.BLUE;
            TrafficSplit before = host.slots.split;
            host.configure("pool: " + round);
            host.dieAt(writes);
            int kills = 0;
            DeploymentRecord record = null;
            while (record == null) {
                try {
                    record = attempt(release, idle, bad);
                } catch (FakeHost.Killed killed) {
                    kills++;
                    host.restart();
                }
            }
            assertThat(record.result())
                    .as("killed at " + writes)
                    .isEqualTo(bad ? Result.ROLLED_BACK : Result.SUCCEEDED);
            assertThat(host.record(record.deployment().id())).isEqualTo(record);
            assertThat(host.slots.split).isEqualTo(bad ? before : TrafficSplit.allTo(idle));
            assertFree();
            assertThat(FileJournal.read(
                            folder.resolve("deployments/" + record.deployment().id() + "/journal.jsonl")))
                    .filteredOn(entry -> entry.kind().equals("deployment.ended"))
                    .hasSize(1);
            if (kills == 0 && !bad) {
                return;
            }
            writes += bad ? 1 : 0;
            id = null;
            host.forgetHistory();
        }
    }

    private DeploymentRecord attempt(String release, Slot idle, boolean bad) throws Exception {
        host.pass(10);
        if (id == null) {
            id = host.promotion().deployment(PRODUCTION, release, "run " + release, "alice");
        }
        try {
            host.promotion().begin(id);
            host.promotion().publishConfiguration(id);
            host.promotion().provisionSecrets(id);
            host.slots.run(idle, release);
            assertThat(switched(id)).isEqualTo(Outcome.Result.SWITCHED);
            if (bad) {
                return host.promotion().rollBack(id, "bad");
            }
            return host.promotion().succeed(id);
        } catch (PromotionException noLongerForward) {
            assertThat(noLongerForward.getMessage()).containsAnyOf("it goes back", "it has ended");
            return host.promotion().rollBack(id, "bad");
        }
    }
}
