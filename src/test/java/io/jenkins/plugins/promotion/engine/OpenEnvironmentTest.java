package io.jenkins.plugins.promotion.engine;

import static io.jenkins.plugins.promotion.engine.FakeHost.PLACE;
import static io.jenkins.plugins.promotion.engine.FakeHost.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.rollout.Progress;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import org.junit.jupiter.api.Test;

/** A freeze, or what else the host has against a release, holds also where no preflight asked for it. */
class OpenEnvironmentTest extends OnAFakeHost {
    private String requested() throws Exception {
        return host.promotion().deployment(PRODUCTION, "v2", "17", "alice");
    }

    @Test
    void shouldNotBeginInAFreezeWindow() throws Exception {
        host.approval = "freeze: [{ cron: '* 0 1 1 *', reason: 'new year' }]";
        String id = requested();

        assertThatThrownBy(() -> host.promotion().begin(id))
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining("'* 0 1 1 *' (new year)")
                .hasMessageContaining("wait until 2026-01-01 01:00");

        assertThat(host.record(id).result()).isEqualTo(Result.FAILED);
        assertThat(host.leases.holder(PLACE)).isEmpty();
    }

    @Test
    void shouldNotBeginToSwitchOnceAFreezeHasBegun() throws Exception {
        host.approval = "freeze: [{ cron: '* 1 1 1 *' }]";
        String id = requested();
        host.promotion().begin(id);
        host.pass(3_600_000);

        assertThatThrownBy(() -> host.promotion().blueGreenSwitch(id)).hasMessageContaining("freeze window");

        assertThat(host.slots.read()).isEqualTo(TrafficSplit.allTo(Slot.BLUE));
    }

    @Test
    void shouldFinishASwitchThatTheFreezeOvertakes() throws Exception {
        host.approval = "freeze: [{ cron: '1-59 0 1 1 *' }]";
        host.rollout = "canary: [{ weight: 50, for: 60s }]";
        String id = requested();
        host.promotion().begin(id);
        host.slots.run(Slot.GREEN, "v2");
        Switch begun = host.promotion().blueGreenSwitch(id);
        begun.advance();
        begun.close();
        host.pass(90_000);
        host.restart();

        Progress end = host.finish(host.promotion().blueGreenSwitch(id));

        assertThat(end).isInstanceOf(Progress.Finished.class);
        assertThat(host.slots.read()).isEqualTo(TrafficSplit.allTo(Slot.GREEN));
    }

    @Test
    void shouldNotBeginAgainstAnObjectionOfTheHost() throws Exception {
        String id = requested();
        host.objections.add(
                Finding.error("policy", PRODUCTION, "v2 live in testing before", "it never was", "test it"));

        assertThat(host.promotion().preflight(PRODUCTION, "v2").findings()).containsAll(host.objections);
        assertThatThrownBy(() -> host.promotion().begin(id)).hasMessageContaining("live in testing before");

        assertThat(host.record(id).result()).isEqualTo(Result.FAILED);
    }
}
