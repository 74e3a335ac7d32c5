package io.jenkins.plugins.promotion.engine;

import static io.jenkins.plugins.promotion.engine.FakeHost.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import org.junit.jupiter.api.Test;

class StatusReaderTest extends OnAFakeHost {
    private EnvironmentStatus status() throws Exception {
        assertThat(host.promotion().status()).hasSize(1);
        return host.promotion().status().get(0);
    }

    @Test
    void shouldTellWhatIsWhereBeforeTheFirstDeployment() throws Exception {
        EnvironmentStatus status = status();

        assertThat(status.environment()).isEqualTo(PRODUCTION);
        assertThat(status.live()).contains("v1");
        assertThat(status.split()).contains(TrafficSplit.allTo(Slot.BLUE));
        assertThat(status.releases()).containsOnlyKeys(Slot.BLUE);
        assertThat(status.slots().get(Slot.GREEN)).startsWith("not healthy");
        assertThat(status.last()).isEmpty();
        assertThat(status.holder()).isEmpty();
        assertThat(status.problem()).isEmpty();
    }

    @Test
    void shouldTellTheNewestDeploymentAndWhatItMadeLive() throws Exception {
        DeploymentRecord record = host.deploy("v2", Slot.GREEN);

        assertThat(status().live()).contains("v2");
        assertThat(status().releases()).containsEntry(Slot.BLUE, "v1").containsEntry(Slot.GREEN, "v2");
        assertThat(status().last()).contains(record);
    }

    @Test
    void shouldCallNoReleaseLiveWhileTrafficIsShared() throws Exception {
        host.slots.split = TrafficSplit.giving(Slot.GREEN, 25);

        assertThat(status().live()).isEmpty();
    }

    @Test
    void shouldTellWhoIsAtWorkAndWhoWasInterrupted() throws Exception {
        String id = host.promotion().deployment(PRODUCTION, "v2", "17", "alice");
        host.promotion().begin(id);
        assertThat(status().holder().orElseThrow().deployment()).isEqualTo(id);
        assertThat(status().holder().orElseThrow().alive()).isTrue();

        host.restart();

        assertThat(status().holder().orElseThrow().alive()).isFalse();
    }

    @Test
    void shouldTellTheRestWhenTheRouterDoesNotAnswer() throws Exception {
        host.slots.answers = false;

        EnvironmentStatus status = status();

        assertThat(status.split()).isEmpty();
        assertThat(status.live()).isEmpty();
        assertThat(status.problem()).contains("does not answer");
        assertThat(status.releases()).containsEntry(Slot.BLUE, "v1");
    }
}
