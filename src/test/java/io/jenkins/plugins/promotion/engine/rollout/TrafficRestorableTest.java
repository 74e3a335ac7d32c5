package io.jenkins.plugins.promotion.engine.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.promotion.engine.FakeSlots;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.Severity;
import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import io.jenkins.plugins.promotion.engine.rollback.Restorable.Restored;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** v1 is live in blue, v2 stands in green. */
@Timeout(60)
class TrafficRestorableTest {
    private static final TrafficSplit BLUE = TrafficSplit.allTo(Slot.BLUE);
    private static final TrafficSplit GREEN = TrafficSplit.allTo(Slot.GREEN);
    private static final TrafficSplit HALF = TrafficSplit.giving(Slot.GREEN, 50);

    private FakeSlots world;
    private TrafficRestorable traffic;

    @BeforeEach
    void start() throws Exception {
        world = new FakeSlots();
        world.run(Slot.BLUE, "v1");
        world.run(Slot.GREEN, "v2");
        traffic = traffic(world);
    }

    @AfterEach
    void stop() {
        world.stop();
    }

    private TrafficRestorable traffic(TrafficRouter router) throws Exception {
        return new TrafficRestorable(
                router,
                new LiveSlots(LiveSlotsTest.environment(world), new WebClient(NetworkPolicy.open()), List.of()));
    }

    @Test
    void shouldCaptureWhereTheTrafficIsAndWhoAnswersThere() throws Exception {
        assertThat(traffic.capture()).isEqualTo(TrafficRestorable.state(BLUE, "v1"));
        assertThat(TrafficRestorable.split(traffic.capture())).isEqualTo(BLUE);

        world.split = HALF;

        assertThat(traffic.capture()).isEqualTo(TrafficRestorable.state(HALF, ""));
    }

    @Test
    void shouldNotBeginWithTrafficThatWasLeftHalfWay() throws Exception {
        assertThat(traffic.prove(TrafficRestorable.state(HALF, "")))
                .singleElement()
                .matches(Finding::isError)
                .asString()
                .contains("resume it, or roll back");
    }

    @Test
    void shouldOnlyWarnOfALiveReleaseThatIsIll() throws Exception {
        Map<String, String> baseline = traffic.capture();
        assertThat(traffic.prove(baseline)).isEmpty();

        world.run(Slot.BLUE, null);

        assertThat(traffic.prove(baseline))
                .singleElement()
                .extracting(Finding::severity)
                .isEqualTo(Severity.WARNING);
        assertThat(world.applied).isEmpty();
    }

    @Test
    void shouldExpectNobodyBeforeTheFirstReleaseEver() throws Exception {
        world.run(Slot.BLUE, null);
        Map<String, String> baseline = traffic.capture();

        assertThat(TrafficRestorable.release(baseline)).isEmpty();
        assertThat(traffic.prove(baseline)).isEmpty();
        world.split = GREEN;
        assertThat(traffic.restore(baseline)).isEqualTo(Restored.RESTORED);
        assertThat(world.split).isEqualTo(BLUE);
    }

    @Test
    void shouldBringTheTrafficBackOnceAndSeeItThere() throws Exception {
        Map<String, String> baseline = traffic.capture();
        world.split = GREEN;
        assertThat(traffic.isAt(baseline)).isFalse();

        assertThat(traffic.restore(baseline)).isEqualTo(Restored.RESTORED);
        assertThat(traffic.restore(baseline)).isEqualTo(Restored.UNCHANGED);

        assertThat(world.applied).containsExactly(BLUE);
        assertThat(traffic.isAt(baseline)).isTrue();
    }

    @Test
    void shouldNotTakeTheRoutersWordForIt() throws Exception {
        Map<String, String> baseline = traffic.capture();
        world.run(Slot.BLUE, "v9");

        assertThatThrownBy(() -> traffic.restore(baseline)).hasMessageContaining("v1 at the public address");
    }

    @Test
    void shouldTellThatTheRouterStaysWhereItIs() throws Exception {
        Map<String, String> baseline = traffic.capture();
        world.split = GREEN;
        // Says yes to everything and does nothing.
        TrafficRouter stuck = (TrafficRouter) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {TrafficRouter.class},
                (proxy, method, arguments) ->
                        method.getName().equals("apply") ? null : method.invoke(world, arguments));

        assertThatThrownBy(() -> traffic(stuck).restore(baseline))
                .hasMessageContaining("expected " + BLUE + ", but was " + GREEN);
    }

    @Test
    void shouldStandWhereTheSplitStandsWhoeverAnswersJustNow() throws Exception {
        Map<String, String> baseline = traffic.capture();

        world.run(Slot.BLUE, null);

        assertThat(traffic.isAt(baseline)).isTrue();
        world.split = HALF;
        assertThat(traffic.isAt(baseline)).isFalse();
    }
}
