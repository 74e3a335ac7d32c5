package io.jenkins.plugins.promotion.engine.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.rollout.Outcome.Result;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The way forward. */
class RolloutTest extends RolloutWalk {
    @Test
    void shouldSwitchBlueGreen() {
        begin(BLUE_GREEN);
        assertThat(effect).isEqualTo(PROBE);
        assertThat(probed(true)).isEqualTo(sleep(1_000));
        assertThat(wokeAfter(1_000)).isEqualTo(PROBE);
        assertThat(probed(true)).isEqualTo(SMOKE);
        assertThat(smoked(true)).isEqualTo(new Effect.Apply(GREEN));
        assertThat(applied()).isEqualTo(new Effect.Observe(GREEN, Slot.GREEN, "v42"));
        assertThat(observed()).isEqualTo(PROBE);
        assertThat(probed(true)).isEqualTo(COUNT);
        assertThat(counted(0)).isEqualTo(sleep(1_000));
        for (int second = 1; second < 10; second++) {
            assertThat(wokeAfter(1_000)).isEqualTo(PROBE);
            assertThat(probed(true)).isEqualTo(sleep(1_000));
        }
        assertThat(wokeAfter(1_000)).isEqualTo(PROBE);
        assertThat(probed(true)).isEqualTo(finish(Result.SWITCHED, GREEN, ""));
    }

    @Test
    void shouldClimbTheCanarySteps() {
        verified(CANARIES);
        assertThat(effect).isEqualTo(new Effect.Apply(CANARY));
        applied();
        observed();
        for (int second = 0; second < 3; second++) {
            assertThat(effect).isEqualTo(PROBE);
            assertThat(probed(true)).isEqualTo(sleep(1_000));
            wokeAfter(1_000);
        }
        assertThat(probed(true)).isEqualTo(new Effect.Apply(HALF));
        assertThat(rollout.step()).isEqualTo(1);
        applied();
        observed();
        assertThat(probed(true)).isEqualTo(new Effect.Apply(GREEN));
        assertThat(applied()).isEqualTo(new Effect.Observe(GREEN, Slot.GREEN, "v42"));
    }

    @Test
    void shouldWatchAStepToItsEndAlsoIfItIsShorterThanABeat() {
        verified(plan("v41", new RolloutPlan.Step(5, 400)));
        applied();
        observed();

        assertThat(probed(true)).isEqualTo(sleep(400));
        assertThat(wokeAfter(400)).isEqualTo(PROBE);
        assertThat(probed(true)).isEqualTo(new Effect.Apply(GREEN));
    }

    @Test
    void shouldNotClimbWhileTheLastProbeIsBad() {
        verified(CANARIES);
        applied();
        observed();
        probed(true);
        wokeAfter(3_000);

        assertThat(probed(false)).isEqualTo(sleep(1_000));
        wokeAfter(1_000);
        assertThat(probed(true)).isEqualTo(new Effect.Apply(HALF));
    }

    @Test
    void shouldStartTheStreakAnewAfterABadProbe() {
        begin(BLUE_GREEN);
        probed(true);
        wokeAfter(1_000);
        probed(false);
        wokeAfter(1_000);

        assertThat(probed(true)).isEqualTo(sleep(1_000));
    }

    @Test
    void shouldKeepABeatHoweverLongAProbeTakes() {
        begin(BLUE_GREEN);
        now += 700;
        assertThat(probed(true)).isEqualTo(sleep(300));
        wokeAfter(300);
        begin(BLUE_GREEN);
        now += 1_700;
        assertThat(probed(true)).isEqualTo(sleep(0));
    }

    @Test
    void shouldChangeNothingWhenTheTrafficIsNotWhereItWasExpected() {
        rollout = Rollout.of(BLUE_GREEN);

        take(new Event.Started(now, ODD));

        assertThat(effect)
                .isEqualTo(finish(
                        Result.UNCHANGED,
                        ODD,
                        "traffic was expected at blue 100 %, green 0 %, but was at blue 67 %, green 33 %; somebody else"
                                + " moved it"));
    }

    @Test
    void shouldGoOnWhenTheRouterSaidNoButDidIt() {
        verified(CANARIES);

        assertThat(notApplied(CANARY)).isEqualTo(new Effect.Observe(CANARY, Slot.GREEN, "v42"));
    }

    @Test
    void shouldCountTheOldSlotsRequestsUntilTheyAreDone() {
        watching(noSoak());
        assertThat(probed(true)).isEqualTo(COUNT);
        assertThat(counted(3)).isEqualTo(sleep(100));
        assertThat(wokeAfter(100)).isEqualTo(COUNT);

        assertThat(counted(0)).isEqualTo(finish(Result.SWITCHED, GREEN, ""));
    }

    @Test
    void shouldNotWaitForTheOldSlotLongerThanTheDrainAllows() {
        watching(noSoak());
        probed(true);
        counted(3);
        wokeAfter(4_999);
        assertThat(probed(true)).isEqualTo(COUNT);
        assertThat(counted(3)).isInstanceOf(Effect.WaitUntil.class);
        wokeAfter(1);

        assertThat(effect).isEqualTo(COUNT);
        assertThat(counted(3)).isEqualTo(finish(Result.SWITCHED, GREEN, ""));
    }

    @Test
    void shouldNotWaitForRequestsThatTheRouterCannotCount() {
        watching(noSoak());
        probed(true);

        assertThat(take(new Event.Counted(now, OptionalInt.empty()))).isEqualTo(finish(Result.SWITCHED, GREEN, ""));
    }

    @Test
    void shouldKeepProbingWhileTheOldSlotDrains() {
        watching(BLUE_GREEN);
        probed(true);
        for (int look = 1; look < 10; look++) {
            assertThat(counted(1)).isEqualTo(sleep(100));
            assertThat(wokeAfter(100)).isEqualTo(COUNT);
        }
        counted(1);
        assertThat(wokeAfter(100)).isEqualTo(PROBE);
    }
}
