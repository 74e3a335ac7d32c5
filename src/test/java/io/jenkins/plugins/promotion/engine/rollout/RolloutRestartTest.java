package io.jenkins.plugins.promotion.engine.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A rollout that goes on in another process, and what it takes at no time. */
class RolloutRestartTest extends RolloutWalk {
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
                assertThat(rollout.cause()).startsWith("the traffic was moved back");
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
}
