package io.jenkins.plugins.promotion.engine.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.rollout.Outcome.Result;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The way back, whatever the reason for it. */
class RolloutReturnTest extends RolloutWalk {
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
}
