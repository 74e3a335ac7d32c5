package io.jenkins.plugins.promotion.engine;

import static io.jenkins.plugins.promotion.engine.FakeHost.PLACE;
import static io.jenkins.plugins.promotion.engine.FakeHost.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.rollout.Outcome;
import io.jenkins.plugins.promotion.engine.rollout.Progress;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** v1 was live in blue, v2 is live in green; both were deployed here, with a configuration each. */
class ReturningTest extends OnAFakeHost {
    private static final TrafficSplit V1 = TrafficSplit.allTo(Slot.BLUE);
    private static final TrafficSplit V2 = TrafficSplit.allTo(Slot.GREEN);

    private String configurationOfV1;
    private String configurationOfV2;

    @BeforeEach
    void start() throws Exception {
        host.rollout = "soak: 0s";
        host.slots.split = V2;
        host.slots.run(Slot.GREEN, "v0");
        deploy("v1", Slot.BLUE);
        configurationOfV1 = host.published();
        host.configure("pool: 20");
        deploy("v2", Slot.GREEN);
        configurationOfV2 = host.published();
    }

    private void deploy(String release, Slot slot) throws Exception {
        host.pass(1_000);
        assertThat(host.deploy(release, slot).result()).isEqualTo(Result.SUCCEEDED);
        host.pass(1_000);
    }

    private Returning returning() throws Exception {
        return host.promotion().returning(PRODUCTION);
    }

    private DeploymentRecord goBack(String release) throws Exception {
        host.pass(1_000);
        String id = returning().begin(release, "", "alice");
        Progress progress = host.finish(returning().switchBack(id));
        return returning().complete(id, ((Progress.Finished) progress).outcome());
    }

    private int deployments() throws Exception {
        return host.deployments().find(DeploymentQuery.of("")).size();
    }

    @Test
    void shouldReturnToTheReleaseBeforeWithItsConfiguration() throws Exception {
        DeploymentRecord record = goBack("");

        assertThat(record.deployment().release()).isEqualTo("v1");
        assertThat(record.result()).isEqualTo(Result.SUCCEEDED);
        assertThat(record.isReturn()).isTrue();
        assertThat(host.slots.split).isEqualTo(V1);
        assertThat(host.published()).isEqualTo(configurationOfV1);
        assertThat(host.leases.holder(PLACE)).isEmpty();
    }

    @Test
    void shouldNotBringBackByChanceWhatAReturnLeft() throws Exception {
        DeploymentRecord first = goBack("");
        int before = deployments();

        assertThatThrownBy(() -> goBack(""))
                .hasMessageContaining("deployment " + first.deployment().id() + " went back from v2")
                .hasMessageContaining("name v2 to go there all the same");

        assertThat(host.slots.split).isEqualTo(V1);
        assertThat(host.published()).isEqualTo(configurationOfV1);
        assertThat(deployments()).isEqualTo(before);
        assertThat(host.leases.holder(PLACE)).isEmpty();
    }

    @Test
    void shouldTakeAReturnBackWhenTheReleaseThatItLeftIsNamed() throws Exception {
        goBack("");

        assertThat(goBack("v2").result()).isEqualTo(Result.SUCCEEDED);

        assertThat(host.slots.split).isEqualTo(V2);
        assertThat(host.published()).isEqualTo(configurationOfV2);
        assertThat(goBack("").deployment().release()).isEqualTo("v1");
        assertThatThrownBy(() -> goBack("")).hasMessageContaining("went back from v2");
    }

    @Test
    void shouldTakeAReleaseForGoodAgainOnceItIsPromotedAnew() throws Exception {
        goBack("");
        deploy("v2", Slot.GREEN);
        deploy("v3", Slot.BLUE);

        assertThat(goBack("").deployment().release()).isEqualTo("v2");
    }

    @Test
    void shouldNotHoldAReturnThatMovedNothingAgainstTheRelease() throws Exception {
        String id = returning().begin("", "", "alice");
        Outcome unchanged = new Outcome(Outcome.Result.UNCHANGED, Optional.of(V2), "v1 did not answer");
        assertThat(returning().complete(id, unchanged).result()).isEqualTo(Result.FAILED);
        deploy("v3", Slot.BLUE);

        assertThat(goBack("").deployment().release()).isEqualTo("v2");
    }

    @Test
    void shouldLookAndTouchNothing() throws Exception {
        int before = deployments();

        Returning.Preview preview = returning().simulate("");

        assertThat(preview.release()).isEqualTo("v1");
        assertThat(preview.live()).isEqualTo("v2");
        assertThat(preview.slot()).isEqualTo(Slot.BLUE);
        assertThat(preview.things()).extracting(Returning.Thing::name).containsExactly("configuration", "secret token");
        assertThat(preview.things().get(0).now())
                .isNotEqualTo(preview.things().get(0).then());
        assertThat(preview.things().get(0).findings()).noneMatch(Finding::isError);
        assertThat(host.slots.split).isEqualTo(V2);
        assertThat(host.published()).isEqualTo(configurationOfV2);
        assertThat(deployments()).isEqualTo(before);
    }

    @Test
    void shouldRefuseAReleaseThatNeverWasLiveHere() {
        assertThatThrownBy(() -> goBack("v7")).hasMessageContaining("'v7' never was");
    }

    @Test
    void shouldRefuseAReleaseWhoseSlotWasUsedSince() throws Exception {
        host.slots.run(Slot.BLUE, "v9");

        assertThatThrownBy(() -> goBack("v1")).hasMessageContaining("its slot was used since");
        assertThatThrownBy(() -> goBack("")).hasMessageContaining("a release that was live here before");
    }

    @Test
    void shouldNotBeginWhatCouldNotBeBroughtBack() throws Exception {
        Path versions = folder.resolve("published/versions");
        Files.move(versions, folder.resolve("lost"));
        int before = deployments();

        assertThatThrownBy(() -> goBack("")).hasMessageContaining("configuration");

        assertThat(host.slots.split).isEqualTo(V2);
        assertThat(deployments()).isEqualTo(before);
    }

    @Test
    void shouldBringAnInterruptedDeploymentBackFirst() throws Exception {
        String killed = host.promotion().deployment(PRODUCTION, "v3", "run v3", "bob");
        host.promotion().begin(killed);
        host.restart();
        assertThat(returning().interrupted()).contains(killed);

        assertThat(goBack("").deployment().release()).isEqualTo("v1");

        assertThat(host.record(killed).result()).isEqualTo(Result.ROLLED_BACK);
        assertThat(host.record(killed).cause()).contains("then a return was asked for");
    }

    @Test
    void shouldGoOnWithAReturnThatWasInterrupted() throws Exception {
        String id = returning().begin("", "", "alice");
        host.finish(returning().switchBack(id));
        host.restart();

        DeploymentRecord record = goBack("");

        assertThat(record.deployment().id()).isEqualTo(id);
        assertThat(record.result()).isEqualTo(Result.SUCCEEDED);
        assertThat(host.slots.applied).endsWith(V2, V1);
        assertThat(host.published()).isEqualTo(configurationOfV1);
    }

    @Test
    void shouldNeedAPersonIfNobodyGoesOnWithAReturnThatMayHaveMovedTheTraffic() throws Exception {
        String id = returning().begin("", "", "alice");
        host.finish(returning().switchBack(id));

        assertThat(host.promotion().rollBack(id, "given up").result()).isEqualTo(Result.NEEDS_A_PERSON);

        assertThat(host.slots.split).isEqualTo(V1);
        assertThatThrownBy(() -> returning().simulate("")).hasMessageContaining("went back from v2");
        assertThat(returning().simulate("v2").slot()).isEqualTo(Slot.GREEN);
    }
}
