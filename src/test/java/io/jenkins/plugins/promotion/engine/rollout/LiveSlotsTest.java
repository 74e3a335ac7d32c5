package io.jenkins.plugins.promotion.engine.rollout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.FakeSlots;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.config.PromotionFileLoader;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.health.SmokeTest;
import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** v1 runs in blue, v2 in green, behind a public address. */
@Timeout(60)
class LiveSlotsTest {
    private static final TrafficSplit ALL_GREEN = TrafficSplit.allTo(Slot.GREEN);
    private static final TrafficSplit CANARY = TrafficSplit.giving(Slot.GREEN, 5);

    private FakeSlots world;

    @BeforeEach
    void start() throws Exception {
        world = new FakeSlots();
        world.run(Slot.BLUE, "v1");
        world.run(Slot.GREEN, "v2");
    }

    @AfterEach
    void stop() {
        world.stop();
    }

    private LiveSlots slots(SmokeTest... tests) throws Exception {
        return new LiveSlots(environment(world), new WebClient(NetworkPolicy.open()), List.of(tests));
    }

    static Environment environment(FakeSlots world) throws Exception {
        String yaml = """
                application: shop
                environments:
                  production:
                    url: "%s"
                    slots: { blue: "%s", green: "%s" }
                    health: { path: /health, timeout: 10s }
                    traffic: { script: { read: "true", apply: "true" } }
                """.formatted(world.front(), world.address(Slot.BLUE), world.address(Slot.GREEN));
        return PromotionFileLoader.load("promotion.yaml", yaml.getBytes(UTF_8), Map.of())
                .environments()
                .get(0);
    }

    @Test
    void shouldTellWhichReleaseASlotRuns() throws Exception {
        assertThat(slots().look(Slot.BLUE).version()).contains("v1");
        assertThat(slots().look(Slot.GREEN).version()).contains("v2");

        world.run(Slot.GREEN, null);

        assertThat(slots().look(Slot.GREEN).healthy()).isFalse();
    }

    @Test
    void shouldFindASlotHealthyOnlyWithTheReleaseThatIsExpectedThere() throws Exception {
        assertThat(slots().probe(Slot.GREEN, "v2").good()).isTrue();
        assertThat(slots().probe(Slot.GREEN, "v3").good()).isFalse();
        assertThat(slots().probe(Slot.GREEN, "v3").detail()).contains("v3", "v2");
    }

    @Test
    void shouldPassTheSmokeTestsOnlyIfAllOfThemDo() throws Exception {
        List<String> ran = new ArrayList<>();
        Lookout.Sighting good =
                slots(test("front page", ran), test("checkout", ran)).smoke(Slot.GREEN, "v2");
        assertThat(good.good()).isTrue();
        assertThat(ran).containsExactly("front page v2 green", "checkout v2 green");
        ran.clear();

        Lookout.Sighting bad = slots(
                        test("front page", ran),
                        test("checkout", ran, Finding.error("smoke", "checkout", "an order", "nothing", "mend it")),
                        test("search", ran))
                .smoke(Slot.GREEN, "v2");

        assertThat(bad.good()).isFalse();
        assertThat(bad.detail()).startsWith("checkout: ").contains("expected an order, but was nothing");
        assertThat(ran).hasSize(2);
    }

    private static SmokeTest test(String subject, List<String> ran, Finding... findings) {
        return new SmokeTest() {
            @Override
            public String subject() {
                return subject;
            }

            @Override
            public List<Finding> run(Target target) {
                ran.add(subject + " " + target.release() + " " + target.slot());
                return List.of(findings);
            }
        };
    }

    @Test
    void shouldSeeASwitchDoneOnlyWhenNobodyElseAnswersAnyMore() throws Exception {
        world.split = TrafficSplit.giving(Slot.GREEN, 80);
        for (int look = 0; look < 5; look++) {
            assertThat(slots().observe(ALL_GREEN, Slot.GREEN, "v2").good()).isFalse();
        }

        world.split = ALL_GREEN;

        assertThat(slots().observe(ALL_GREEN, Slot.GREEN, "v2").good()).isTrue();
        assertThat(slots().observe(ALL_GREEN, Slot.GREEN, "v3").good()).isFalse();
    }

    @Test
    void shouldSeeACanaryThatAnswersNowAndThen() throws Exception {
        world.split = CANARY;

        assertThat(slots().observe(CANARY, Slot.GREEN, "v2").good()).isTrue();
    }

    @Test
    void shouldGiveUpOnACanaryOnceItShouldHaveAnsweredSeveralTimes() throws Exception {
        world.split = TrafficSplit.allTo(Slot.BLUE);

        assertThat(slots().observe(CANARY, Slot.GREEN, "v2").good()).isFalse();

        assertThat(world.answered()).isEqualTo(100);
    }
}
