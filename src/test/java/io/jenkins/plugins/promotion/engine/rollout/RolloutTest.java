package io.jenkins.plugins.promotion.engine.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.promotion.engine.rollout.Outcome.Result;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RolloutTest {
    private static final TrafficSplit BLUE = TrafficSplit.allTo(Slot.BLUE);
    private static final TrafficSplit GREEN = TrafficSplit.allTo(Slot.GREEN);
    private static final TrafficSplit CANARY = TrafficSplit.giving(Slot.GREEN, 5);
    private static final TrafficSplit HALF = TrafficSplit.giving(Slot.GREEN, 50);
    private static final TrafficSplit ODD = TrafficSplit.giving(Slot.GREEN, 33);
    private static final Effect PROBE = new Effect.Probe(Slot.GREEN);
    private static final Effect SMOKE = new Effect.Smoke(Slot.GREEN);
    private static final Effect COUNT = new Effect.Count(Slot.BLUE);
    private static final Effect SEND_BACK = new Effect.Apply(BLUE);
    private static final Effect LOOK_FOR_RETURN = new Effect.Observe(BLUE, Slot.BLUE, "v41");

    /** From blue to green; probed every second, two good or two bad in a row, ten seconds' soak. */
    private static final RolloutPlan BLUE_GREEN = plan("v41");

    private static final RolloutPlan CANARIES =
            plan("v41", new RolloutPlan.Step(5, 3_000), new RolloutPlan.Step(50, 0));

    private Rollout rollout;
    private Effect effect;
    private long now = 100_000;

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
    void shouldLeaveTheTrafficWhereItIsWhenTheReleaseDoesNotBecomeHealthyInTime() {
        begin(BLUE_GREEN);
        for (int second = 0; second < 20; second++) {
            assertThat(probed(false)).isEqualTo(sleep(1_000));
            wokeAfter(1_000);
        }
        assertThat(probed(false)).isEqualTo(LOOK_FOR_RETURN);
        assertThat(observed())
                .isEqualTo(finish(Result.UNCHANGED, BLUE, "v42 did not become healthy in time: as probed"));
    }

    @Test
    void shouldLeaveTheTrafficWhereItIsWhenTheSmokeTestFails() {
        begin(BLUE_GREEN);
        probed(true);
        wokeAfter(1_000);
        probed(true);

        assertThat(smoked(false)).isEqualTo(LOOK_FOR_RETURN);
        assertThat(observed()).isEqualTo(finish(Result.UNCHANGED, BLUE, "smoke test of v42 failed: as smoked"));
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
    void shouldGoBackWhenTheRouterRefusesThreeTimes() {
        verified(CANARIES);
        for (int attempt = 1; attempt < 3; attempt++) {
            assertThat(notApplied(BLUE)).isEqualTo(sleep(1_000));
            assertThat(wokeAfter(1_000)).isEqualTo(new Effect.Apply(CANARY));
        }
        assertThat(notApplied(BLUE)).isEqualTo(SEND_BACK);
        assertThat(rollout.cause()).isEqualTo("the router did not take blue 95 %, green 5 %: as answered");
        assertThat(applied()).isEqualTo(LOOK_FOR_RETURN);
        assertThat(observed()).isEqualTo(finish(Result.RETURNED, BLUE, rollout.cause()));
    }

    @Test
    void shouldGoOnWhenTheRouterSaidNoButDidIt() {
        verified(CANARIES);

        assertThat(notApplied(CANARY)).isEqualTo(new Effect.Observe(CANARY, Slot.GREEN, "v42"));
    }

    @Test
    void shouldGoBackWhenASplitIsNotSeenAtTheDataPlaneInTime() {
        verified(CANARIES);
        applied();
        for (int look = 0; look < 50; look++) {
            if (look > 0 && look % 10 == 0) {
                // Each second it is asked whether it is well, while it is looked for every tenth of a second.
                assertThat(notObserved(CANARY)).isEqualTo(PROBE);
                assertThat(probed(true)).isEqualTo(sleep(100));
            } else {
                assertThat(notObserved(CANARY)).isEqualTo(sleep(100));
            }
            assertThat(wokeAfter(100)).isEqualTo(new Effect.Observe(CANARY, Slot.GREEN, "v42"));
        }
        assertThat(notObserved(CANARY)).isEqualTo(SEND_BACK);
        assertThat(rollout.cause()).isEqualTo("blue 95 %, green 5 % was not seen at the data plane: as looked");
    }

    @Test
    void shouldNotWaitForASplitToBeSeenWhenTheReleaseFallsIllMeanwhile() {
        verified(CANARIES);
        applied();
        for (int beat = 1; beat <= 2; beat++) {
            for (int look = beat; look < 11; look++) {
                assertThat(notObserved(CANARY)).isEqualTo(sleep(100));
                wokeAfter(100);
            }
            assertThat(notObserved(CANARY)).isEqualTo(PROBE);
            if (beat == 1) {
                assertThat(probed(false)).isEqualTo(sleep(100));
                wokeAfter(100);
            }
        }

        assertThat(probed(false)).isEqualTo(SEND_BACK);
        assertThat(rollout.cause()).isEqualTo("v42 became unhealthy at blue 95 %, green 5 %: as probed");
    }

    @Test
    void shouldSendTheTrafficBackRightAfterTheLastBadProbe() {
        verified(CANARIES);
        applied();
        observed();
        long first = now;
        assertThat(probed(false)).isEqualTo(sleep(1_000));
        wokeAfter(1_000);

        assertThat(probed(false)).isEqualTo(SEND_BACK);
        assertThat(now - first).isEqualTo(1_000);
        assertThat(rollout.cause()).isEqualTo("v42 became unhealthy at blue 95 %, green 5 %: as probed");
    }

    @Test
    void shouldForgiveABadProbeThatAGoodOneFollows() {
        verified(CANARIES);
        applied();
        observed();
        for (boolean healthy : List.of(false, true, false)) {
            assertThat(probed(healthy)).isEqualTo(sleep(1_000));
            wokeAfter(1_000);
        }
    }

    @Test
    void shouldGoBackFromTheSoak() {
        watching(BLUE_GREEN);
        probed(true);
        counted(0);
        wokeAfter(1_000);
        probed(false);
        wokeAfter(1_000);

        assertThat(probed(false)).isEqualTo(SEND_BACK);
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

    @Test
    void shouldAskForAPersonWhenTheRouterDoesNotTakeTheTrafficBack() {
        watching(CANARIES);
        assertThat(abort()).isEqualTo(SEND_BACK);
        for (int attempt = 1; attempt < 10; attempt++) {
            assertThat(notApplied(CANARY)).isEqualTo(sleep(1_000));
            assertThat(wokeAfter(1_000)).isEqualTo(SEND_BACK);
        }
        assertThat(notApplied(CANARY))
                .isEqualTo(finish(
                        Result.NEEDS_A_PERSON,
                        CANARY,
                        "aborted by alice; and the router did not take the traffic back: as answered"));
    }

    @Test
    void shouldAskForAPersonWhenTheReturnIsNotSeen() {
        watching(CANARIES);
        abort();
        applied();
        for (int look = 0; look < 50; look++) {
            assertThat(notObserved(BLUE)).isEqualTo(sleep(100));
            assertThat(wokeAfter(100)).isEqualTo(LOOK_FOR_RETURN);
        }
        assertThat(notObserved(BLUE))
                .isEqualTo(finish(
                        Result.NEEDS_A_PERSON,
                        BLUE,
                        "aborted by alice; and blue 100 %, green 0 % was not seen at the data plane: as looked"));
    }

    @Test
    void shouldNotSayWhereTheTrafficIsWhenNobodyCouldSeeIt() {
        watching(CANARIES);
        abort();
        applied();
        now += 5_000;

        take(new Event.NotObserved(now, Optional.empty(), "nothing"));

        assertThat(((Effect.Finish) effect).outcome().split()).isEmpty();
    }

    @Test
    void shouldSeeTheReturnThatTheRouterDeniesButDid() {
        watching(CANARIES);
        abort();

        assertThat(notApplied(BLUE)).isEqualTo(LOOK_FOR_RETURN);
    }

    @ParameterizedTest
    @EnumSource(value = Phase.class, mode = EnumSource.Mode.EXCLUDE, names = "FINISHED")
    void shouldGoBackWhenItIsAbortedInAnyPhase(Phase phase) {
        in(phase);

        abort();

        switch (phase) {
            case VERIFYING -> {
                assertThat(effect).isEqualTo(LOOK_FOR_RETURN);
                assertThat(observed()).isEqualTo(finish(Result.UNCHANGED, BLUE, "aborted by alice"));
            }
            case SHIFTING, CONFIRMING, WATCHING -> {
                assertThat(effect).isEqualTo(SEND_BACK);
                applied();
                assertThat(observed()).isEqualTo(finish(Result.RETURNED, BLUE, "aborted by alice"));
            }
            case RETURNING -> {
                assertThat(effect).isEqualTo(SEND_BACK);
                assertThat(rollout.cause()).isEqualTo("first cause");
            }
            default -> {
                assertThat(effect).isEqualTo(LOOK_FOR_RETURN);
                assertThat(rollout.cause()).isEqualTo("first cause");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Phase.class, mode = EnumSource.Mode.EXCLUDE, names = "FINISHED")
    void shouldGoOnFromWhereTheTrafficIsAfterARestart(Phase phase) {
        Effect lookForHalf = new Effect.Observe(HALF, Slot.GREEN, "v42");
        switch (phase) {
            case VERIFYING -> {
                assertThat(restartIn(phase, BLUE)).isEqualTo(PROBE);
                assertThat(restartIn(phase, null)).isEqualTo(PROBE);
                assertThat(restartIn(phase, HALF)).isInstanceOf(Effect.Finish.class);
            }
            case SHIFTING, CONFIRMING, WATCHING -> {
                assertThat(restartIn(phase, HALF)).isEqualTo(lookForHalf);
                assertThat(restartIn(phase, null)).isEqualTo(lookForHalf);
                assertThat(restartIn(phase, CANARY)).isEqualTo(new Effect.Apply(HALF));
                assertThat(restartIn(phase, ODD)).isEqualTo(new Effect.Apply(HALF));
                assertThat(restartIn(phase, BLUE)).isEqualTo(LOOK_FOR_RETURN);
                assertThat(rollout.cause()).startsWith("somebody else moved the traffic back");
            }
            default -> {
                assertThat(restartIn(phase, HALF)).isEqualTo(SEND_BACK);
                assertThat(restartIn(phase, null)).isEqualTo(SEND_BACK);
                assertThat(restartIn(phase, BLUE)).isEqualTo(LOOK_FOR_RETURN);
                assertThat(rollout.cause()).isEqualTo("first cause");
            }
        }
    }

    @Test
    void shouldTellTheFirstSplitAgainWhenItMayNotHaveReachedTheRouter() {
        verified(CANARIES);

        assertThat(take(new Event.Restarted(now, Optional.of(BLUE)))).isEqualTo(new Effect.Apply(CANARY));
    }

    @Test
    void shouldNotWatchAStepAnewAfterARestart() {
        watching(CANARIES);
        long until = rollout.watchUntil();
        now += 2_000;

        take(new Event.Restarted(now, Optional.of(CANARY)));
        assertThat(observed()).isEqualTo(PROBE);

        assertThat(rollout.watchUntil()).isEqualTo(until).isEqualTo(now + 1_000);
    }

    @Test
    void shouldTouchNothingWhenTheFirstReleaseEverIsUnfit() {
        begin(plan(""));
        probed(true);
        wokeAfter(1_000);
        probed(true);

        assertThat(smoked(false)).isEqualTo(finish(Result.UNCHANGED, BLUE, "smoke test of v42 failed: as smoked"));
    }

    @Test
    void shouldLookForNoReleaseWhenTheFirstReleaseEverGoesBack() {
        watching(plan(""));

        assertThat(abort()).isEqualTo(SEND_BACK);
        assertThat(applied()).isEqualTo(new Effect.Observe(BLUE, Slot.BLUE, ""));
    }

    @Test
    void shouldTakeNothingAfterItsEnd() {
        begin(plan(""));
        abort();
        assertThat(rollout.phase()).isEqualTo(Phase.FINISHED);

        assertThatThrownBy(this::abort).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource(value = Phase.class, mode = EnumSource.Mode.EXCLUDE, names = "FINISHED")
    void shouldRefuseAnAnswerToWhatItDidNotAsk(Phase phase) {
        in(phase);
        Event wrong = phase == Phase.VERIFYING ? new Event.Applied(now) : new Event.Started(now, BLUE);

        assertThatThrownBy(() -> rollout.next(wrong))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(phase.name());
    }

    private static RolloutPlan plan(String live, RolloutPlan.Step... steps) {
        return new RolloutPlan("v42", live, Slot.GREEN, List.of(steps), 10_000, 5_000, 1_000, 2, 2, 20_000, 5_000);
    }

    private static RolloutPlan noSoak() {
        return new RolloutPlan("v42", "v41", Slot.GREEN, List.of(), 0, 5_000, 1_000, 2, 2, 20_000, 5_000);
    }

    private void begin(RolloutPlan plan) {
        rollout = Rollout.of(plan);
        take(new Event.Started(now, BLUE));
    }

    /** Stops where the router is to be told the first split. */
    private void verified(RolloutPlan plan) {
        begin(plan);
        probed(true);
        wokeAfter(1_000);
        probed(true);
        smoked(true);
    }

    /** Stops where the first split was just seen. */
    private void watching(RolloutPlan plan) {
        verified(plan);
        applied();
        observed();
    }

    /** Stops in that phase: at the second canary step going forward, or going back for a first cause. */
    private void in(Phase phase) {
        RolloutState state = new RolloutState();
        state.phase = phase;
        state.step = phase == Phase.VERIFYING ? 0 : 1;
        state.moved = phase != Phase.VERIFYING;
        state.cause = phase.ordinal() >= Phase.RETURNING.ordinal() ? "first cause" : "";
        rollout = Rollout.of(CANARIES, state);
    }

    private Effect restartIn(Phase phase, TrafficSplit actual) {
        in(phase);
        return take(new Event.Restarted(now, Optional.ofNullable(actual)));
    }

    private Effect take(Event event) {
        Transition transition = rollout.next(event);
        rollout = transition.rollout();
        effect = transition.effect();
        return effect;
    }

    private Effect probed(boolean healthy) {
        assertThat(effect).isEqualTo(PROBE);
        return take(new Event.Probed(now, Slot.GREEN, healthy, "as probed"));
    }

    private Effect smoked(boolean passed) {
        return take(new Event.Smoked(now, passed, "as smoked"));
    }

    private Effect applied() {
        return take(new Event.Applied(now));
    }

    private Effect notApplied(TrafficSplit actual) {
        return take(new Event.NotApplied(now, Optional.of(actual), "as answered"));
    }

    private Effect observed() {
        return take(new Event.Observed(now));
    }

    private Effect notObserved(TrafficSplit actual) {
        return take(new Event.NotObserved(now, Optional.of(actual), "as looked"));
    }

    private Effect counted(int inFlight) {
        return take(new Event.Counted(now, OptionalInt.of(inFlight)));
    }

    private Effect wokeAfter(long millis) {
        now += millis;
        return take(new Event.Woke(now));
    }

    private Effect abort() {
        return take(new Event.Aborted(now, "aborted by alice"));
    }

    /** To wait so long from now. */
    private Effect sleep(long millis) {
        return new Effect.WaitUntil(now + millis);
    }

    private static Effect finish(Result result, TrafficSplit split, String cause) {
        return new Effect.Finish(new Outcome(result, Optional.of(split), cause));
    }
}
