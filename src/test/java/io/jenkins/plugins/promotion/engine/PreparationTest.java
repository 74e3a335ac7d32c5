package io.jenkins.plugins.promotion.engine;

import static io.jenkins.plugins.promotion.engine.FakeHost.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is planned, and what is checked beforehand. */
class PreparationTest extends OnAFakeHost {
    private Plan plan() throws Exception {
        return host.promotion().plan(PRODUCTION, "v2");
    }

    private List<Finding> errors(String release) throws Exception {
        return host.promotion().preflight(PRODUCTION, release).findings().stream()
                .filter(Finding::isError)
                .toList();
    }

    private String begun() throws Exception {
        String id = host.promotion().deployment(PRODUCTION, "v2", "17", "alice");
        host.promotion().begin(id);
        return id;
    }

    @Test
    void shouldPlanForTheSlotWithLessTraffic() throws Exception {
        assertThat(plan().slot()).isEqualTo(Slot.GREEN);
        assertThat(plan().live()).isEqualTo("v1");

        host.slots.run(Slot.GREEN, "v0");
        host.slots.split = TrafficSplit.giving(Slot.GREEN, 60);

        assertThat(plan().slot()).isEqualTo(Slot.BLUE);
        assertThat(plan().live()).isEqualTo("v0");
    }

    @Test
    void shouldTellWhatWouldChangeInTheConfiguration() throws Exception {
        assertThat(plan().difference()).containsExactly("the first configuration, 1 values");
        host.deploy("v2", Slot.GREEN);
        assertThat(plan().difference()).isEmpty();

        host.configure("pool: 20");

        assertThat(plan().difference()).singleElement().asString().contains("pool", "10", "20");
    }

    @Test
    void shouldPlanAnotherDigestOnceAnythingIsAnother() throws Exception {
        String digest = plan().digest();
        assertThat(plan().digest()).isEqualTo(digest);

        host.rollout = "soak: 3s";
        assertThat(plan().digest()).isNotEqualTo(digest);
        host.rollout = "canary: [{ weight: 50, for: 2s }], soak: 2s";
        assertThat(plan().digest()).isEqualTo(digest);
        host.configure("pool: 20");
        assertThat(plan().digest()).isNotEqualTo(digest);
    }

    @Test
    void shouldFindNothingInTheWayOfAnEnvironmentThatIsWell() throws Exception {
        assertThat(errors("v2")).isEmpty();
    }

    @Test
    void shouldRefuseAReleaseThatIsLiveAlready() throws Exception {
        assertThat(errors("v1")).singleElement().asString().contains("v1 is live");
    }

    @Test
    void shouldTellAllThatIsInTheWayAtOnce() throws Exception {
        host.configure("pool: [");
        host.slots.split = TrafficSplit.giving(Slot.GREEN, 25);

        assertThat(errors("v1"))
                .extracting(Finding::toString)
                .anyMatch(error -> error.startsWith("base.yaml:"))
                .anyMatch(error -> error.contains("left half-way"))
                .anyMatch(error -> error.contains("v1 is live"));
    }

    @Test
    void shouldTellOfTheRouterOnceHoweverManyChecksNeedIt() throws Exception {
        host.slots.answers = false;

        assertThat(errors("v2")).singleElement().asString().contains("a router that says what is live");
    }

    @Test
    void shouldTellWhoseTheEnvironmentIsAndWhatToDo() throws Exception {
        String id = begun();
        assertThat(errors("v3"))
                .singleElement()
                .asString()
                .contains(id + " is at work")
                .contains("wait until it has ended");

        host.restart();

        assertThat(errors("v3"))
                .singleElement()
                .asString()
                .contains(id + " was interrupted")
                .contains("promote resume", "promote rollback production");
    }

    @Test
    void shouldNotBeInItsOwnWay() throws Exception {
        assertThat(host.promotion().preflight(begun()).hasErrors()).isFalse();
    }

    @Test
    void shouldChangeNothing() throws Exception {
        plan();
        errors("v2");

        assertThat(host.slots.applied).isEmpty();
        assertThat(host.published()).isEmpty();
        assertThat(folder.resolve("secrets.json")).doesNotExist();
        assertThat(folder.resolve("deployments")).doesNotExist();
    }
}
