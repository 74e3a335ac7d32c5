package io.jenkins.plugins.promotion.engine.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RolloutPropertiesTest {
    private static final int MAX_EVENTS = 20_000;

    /** One move: what the rollout was, what it was told, what came of it. */
    private record Move(Rollout before, Effect asked, Event event, Transition after) {}

    @Property(tries = 200)
    void shouldApplyOnlyTheNextSplitOrTheWayBack(@ForAll("plans") RolloutPlan plan, @ForAll Random dice) {
        TrafficSplit last = plan.before();
        for (Move move : moves(plan, dice, 0.2)) {
            if (move.after().effect() instanceof Effect.Apply apply) {
                TrafficSplit split = apply.split();
                assertThat(split.blue() + split.green()).isEqualTo(100);
                assertThat(split)
                        .isIn(plan.before(), plan.split(move.after().rollout().step()));
                assertThat(move.after().rollout().step())
                        .isBetween(move.before().step(), move.before().step() + 1);
                if (!split.equals(plan.before()) && !split.equals(last)) {
                    assertThat(split.weight(plan.to())).isGreaterThan(last.weight(plan.to()));
                }
                last = split;
            }
        }
    }

    @Property(tries = 200)
    void shouldNeverGiveMoreToASlotThatWasFoundUnhealthy(@ForAll("plans") RolloutPlan plan, @ForAll Random dice) {
        int bad = 0;
        boolean watched = false;
        boolean ill = false;
        for (Move move : moves(plan, dice, 0.4)) {
            if (move.event() instanceof Event.Probed probed) {
                watched = move.before().phase() == Phase.WATCHING;
                bad = probed.healthy() ? 0 : bad + 1;
                ill |= watched && bad >= plan.unhealthyAfter();
            } else if (!(move.event() instanceof Event.Woke || move.event() instanceof Event.Counted)) {
                bad = 0;
            }
            if (ill && move.after().effect() instanceof Effect.Apply apply) {
                assertThat(apply.split()).isEqualTo(plan.before());
            }
        }
    }

    @Property(tries = 200)
    void shouldSendTheTrafficBackWithinTheTimeThatUnhealthyAfterAllows(
            @ForAll("plans") RolloutPlan plan, @ForAll Random dice) {
        long firstBad = 0;
        int bad = 0;
        for (Move move : moves(plan, dice, 0.3)) {
            boolean watched = move.before().phase() == Phase.WATCHING;
            if (watched && move.event() instanceof Event.Probed probed) {
                bad = probed.healthy() ? 0 : bad + 1;
                firstBad = bad == 1 ? probed.at() : firstBad;
                if (bad == plan.unhealthyAfter()) {
                    assertThat(move.after().effect()).isEqualTo(new Effect.Apply(plan.before()));
                    assertThat(probed.at() - firstBad).isLessThanOrEqualTo(plan.unhealthyAfter() * plan.every());
                }
            } else if (!watched) {
                bad = 0;
            }
        }
    }

    @Property(tries = 200)
    void shouldNeverChangeWhatItWasWhenItAnswers(@ForAll("plans") RolloutPlan plan, @ForAll Random dice) {
        for (Move move : moves(plan, dice, 0.2)) {
            assertThat(facts(move.before().next(move.event()))).isEqualTo(facts(move.after()));
        }
    }

    private static List<Object> facts(Transition transition) {
        RolloutState state = transition.rollout().state();
        return List.of(
                transition.effect(),
                state.phase,
                state.step,
                state.moved,
                state.failures,
                state.good,
                state.bad,
                state.deadline,
                state.watchUntil,
                state.probedAt,
                state.drained,
                state.seen(),
                state.cause);
    }

    @Property(tries = 200)
    void shouldSwitchWhenNothingGoesWrong(@ForAll("plans") RolloutPlan plan, @ForAll Random dice) {
        List<Move> moves = moves(plan, dice, 0);

        assertThat(moves.get(moves.size() - 1).after().effect())
                .isInstanceOfSatisfying(
                        Effect.Finish.class,
                        finish -> assertThat(finish.outcome().result()).isEqualTo(Outcome.Result.SWITCHED));
    }

    /** What a rollout does in a world where so many answers are bad, in virtual time. */
    private static List<Move> moves(RolloutPlan plan, Random dice, double faults) {
        List<Move> moves = new ArrayList<>();
        long now = 1_000_000;
        Transition current = Rollout.of(plan).next(new Event.Started(now, plan.before()));
        while (!(current.effect() instanceof Effect.Finish) && moves.size() < MAX_EVENTS) {
            now = current.effect() instanceof Effect.WaitUntil wait
                    ? Math.max(now, wait.at())
                    : now + dice.nextLong(plan.every() / 4);
            Event event = answer(plan, current, now, dice, faults);
            Transition next = current.rollout().next(event);
            moves.add(new Move(current.rollout(), current.effect(), event, next));
            current = next;
        }
        return moves;
    }

    private static Event answer(RolloutPlan plan, Transition current, long now, Random dice, double faults) {
        boolean good = dice.nextDouble() >= faults;
        if (!good && dice.nextInt(20) == 0) {
            return new Event.Restarted(now, actual(plan, current, dice));
        }
        if (!good && dice.nextInt(50) == 0) {
            return new Event.Aborted(now, "aborted");
        }
        Effect effect = current.effect();
        if (effect instanceof Effect.Probe probe) {
            return new Event.Probed(now, probe.slot(), good, "");
        }
        if (effect instanceof Effect.Smoke) {
            return new Event.Smoked(now, good || dice.nextBoolean(), "");
        }
        if (effect instanceof Effect.Apply) {
            return good ? new Event.Applied(now) : new Event.NotApplied(now, actual(plan, current, dice), "");
        }
        if (effect instanceof Effect.Observe) {
            return good ? new Event.Observed(now) : new Event.NotObserved(now, actual(plan, current, dice), "");
        }
        if (effect instanceof Effect.Count) {
            return new Event.Counted(now, good ? OptionalInt.empty() : OptionalInt.of(dice.nextInt(3)));
        }
        return new Event.Woke(now);
    }

    private static Optional<TrafficSplit> actual(RolloutPlan plan, Transition current, Random dice) {
        return switch (dice.nextInt(4)) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(plan.before());
            case 2 -> Optional.of(TrafficSplit.giving(plan.to(), dice.nextInt(101)));
            default -> Optional.of(plan.split(current.rollout().step()));
        };
    }

    @Provide
    Arbitrary<RolloutPlan> plans() {
        Arbitrary<SortedSet<Integer>> weights =
                Arbitraries.integers().between(1, 99).set().ofMaxSize(4).map(TreeSet::new);
        Arbitrary<Integer> streak = Arbitraries.integers().between(1, 4);
        Arbitrary<Integer> every = Arbitraries.integers().between(10, 3_000);
        Arbitrary<Integer> hold = Arbitraries.integers().between(0, 20_000);
        return Combinators.combine(
                        weights, Arbitraries.of(Slot.class), streak, streak, every, hold, Arbitraries.of("v41", ""))
                .as((steps, to, good, bad, beat, watch, live) -> new RolloutPlan(
                        "v42",
                        live,
                        to,
                        steps.stream()
                                .map(weight -> new RolloutPlan.Step(weight, watch))
                                .toList(),
                        watch,
                        watch,
                        beat,
                        good,
                        bad,
                        beat * 10L,
                        beat * 2L));
    }
}
