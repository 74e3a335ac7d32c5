package io.jenkins.plugins.promotion.engine.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.rollout.Outcome.Result;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Drives whole rollouts through faults, crashes and races in virtual time.
 *
 * <p>Replay one with {@code -Dpromotion.seed=SEED -Dpromotion.simulations=1}.
 */
class RolloutSimulationTest {
    private static final int SIMULATIONS = Integer.getInteger("promotion.simulations", 100_000);
    private static final long SEED = Long.getLong("promotion.seed", System.nanoTime());
    private static final int MAX_STEPS = 100_000;

    @Test
    void shouldKeepItsPromisesInEverySimulatedRollout() {
        AtomicLongArray ends = new AtomicLongArray(Result.values().length + 1);
        LongStream.range(SEED, SEED + SIMULATIONS).parallel().forEach(seed -> {
            try {
                ends.incrementAndGet(simulate(seed).map(Result::ordinal).orElse(Result.values().length));
            } catch (Throwable failure) {
                throw new AssertionError(
                        "seed " + seed + ": " + failure.getMessage() + " (replay with -Dpromotion.seed=" + seed
                                + " -Dpromotion.simulations=1)",
                        failure);
            }
        });

        Map<Result, Long> seen = new EnumMap<>(Result.class);
        for (Result result : Result.values()) {
            seen.put(result, ends.get(result.ordinal()));
        }
        System.out.println(SIMULATIONS + " simulated rollouts from seed " + SEED + ": " + seen + ", superseded "
                + ends.get(Result.values().length));
        if (SIMULATIONS >= 10_000) {
            // A simulation that never reaches an end does not test it.
            assertThat(seen)
                    .allSatisfy((result, count) ->
                            assertThat(count).as(result.name()).isGreaterThan(100));
            assertThat(ends.get(Result.values().length)).isGreaterThan(100);
        }
    }

    /** Empty if another deployment took the lease. */
    private static Optional<Result> simulate(long seed) throws Exception {
        Random dice = new Random(seed * 31 + 7);
        RolloutPlan plan = plan(dice);
        SimulatedWorld world = world(seed, dice, plan);
        try {
            return simulate(dice, plan, world);
        } catch (AssertionError broken) {
            throw new AssertionError(broken.getMessage() + " with " + plan + " after\n" + world.story(), broken);
        }
    }

    private static Optional<Result> simulate(Random dice, RolloutPlan plan, SimulatedWorld world) throws Exception {
        long abortAt = dice.nextInt(5) == 0 ? world.now + dice.nextInt(200_000) : Long.MAX_VALUE;
        long raceAt = dice.nextInt(10) == 0 ? world.now + dice.nextInt(200_000) : Long.MAX_VALUE;
        boolean moverDuringCrash = dice.nextInt(10) == 0;

        long token = 1;
        boolean abortAsked = false;
        RolloutDriver driver = null;
        for (int i = 0; i < MAX_STEPS; i++) {
            try {
                if (driver == null) {
                    Optional<RolloutDriver> opened = open(plan, world, token);
                    if (opened.isEmpty()) {
                        return afterTheEnd(plan, world);
                    }
                    driver = opened.get();
                }
                if (world.now >= abortAt && !abortAsked) {
                    abortAsked = true;
                    driver.abort("aborted by alice");
                }
                Progress progress = driver.advance();
                if (progress instanceof Progress.Waiting waiting) {
                    assertThat(waiting.until()).isGreaterThan(world.now);
                    long disturbance = Math.min(abortAsked ? Long.MAX_VALUE : abortAt, raceAt);
                    world.now = Math.min(waiting.until(), Math.max(world.now + 1, disturbance));
                    if (world.now >= raceAt) {
                        world.lease(++token + 1_000);
                        world.live = TrafficSplit.allTo(plan.from());
                        raceAt = Long.MAX_VALUE;
                    }
                } else if (progress instanceof Progress.Finished finished) {
                    check(plan, world, finished.outcome());
                    return Optional.of(finished.outcome().result());
                } else {
                    assertThat(world.newestToken).isGreaterThan(1_000);
                    return Optional.empty();
                }
            } catch (SimulatedWorld.Crash crash) {
                driver = null;
                if (dice.nextInt(3) == 0) {
                    world.losePower();
                }
                world.now += dice.nextInt(60_000);
                if (world.newestToken > 1_000) {
                    return Optional.empty();
                }
                token++;
                world.lease(token);
                if (moverDuringCrash && dice.nextBoolean()) {
                    world.takenBack = world.sawStepForward();
                    world.live = plan.before();
                }
            }
        }
        throw new AssertionError("did not end");
    }

    private static Optional<RolloutDriver> open(RolloutPlan plan, SimulatedWorld world, long token) throws Exception {
        if (world.disk.isEmpty()) {
            while (true) {
                try {
                    return Optional.of(RolloutDriver.begin(
                            plan,
                            world.router(token),
                            world.lookout(),
                            world.journal(),
                            world.lease(token),
                            world.clock));
                } catch (RouterException e) {
                    world.now += 100;
                }
            }
        }
        return RolloutDriver.resume(
                world.router(token), world.lookout(), world.journal(), world.lease(token), world.clock);
    }

    /** The process died after the end was written: nothing is left to do, and the end stands in the journal. */
    private static Optional<Result> afterTheEnd(RolloutPlan plan, SimulatedWorld world) {
        var end = world.journal().last(RolloutJournal.FINISHED).orElseThrow();
        Optional<TrafficSplit> split = end.data().containsKey("blue")
                ? Optional.of(new TrafficSplit((int) end.number("blue"), (int) end.number("green")))
                : Optional.empty();
        Outcome outcome = new Outcome(Result.valueOf(end.text("result")), split, end.text("cause"));
        world.live = split.orElse(world.live);
        check(plan, world, outcome);
        return Optional.of(outcome.result());
    }

    private static void check(RolloutPlan plan, SimulatedWorld world, Outcome outcome) {
        outcome.split()
                .ifPresent(split -> assertThat(split).as("reported split").isEqualTo(world.lastRead));
        boolean movedByOthers = outcome.cause().contains("somebody else");
        switch (outcome.result()) {
            case SWITCHED -> {
                assertThat(world.live).isEqualTo(TrafficSplit.allTo(plan.to()));
                assertThat(world.lastSeenGood.get(plan.to()))
                        .as("new slot seen healthy")
                        .isTrue();
            }
            case RETURNED -> {
                assertThat(world.live).isEqualTo(plan.before());
                assertHealthyIfLive(plan, world);
                assertThat(outcome.cause()).isNotEmpty();
            }
            case UNCHANGED -> {
                if (!movedByOthers) {
                    assertThat(world.live).isEqualTo(plan.before());
                    assertHealthyIfLive(plan, world);
                    assertThat(world.applies == 0 || world.forgot)
                            .as("never moved")
                            .isTrue();
                }
                assertThat(outcome.cause()).isNotEmpty();
            }
            case NEEDS_A_PERSON -> assertThat(outcome.cause()).isNotEmpty();
        }
    }

    private static void assertHealthyIfLive(RolloutPlan plan, SimulatedWorld world) {
        if (!plan.live().isEmpty()) {
            assertThat(world.lastSeenGood.get(plan.from()))
                    .as("old slot seen healthy")
                    .isTrue();
        }
    }

    private static RolloutPlan plan(Random dice) {
        List<RolloutPlan.Step> steps = new ArrayList<>();
        int weight = 0;
        for (int i = dice.nextInt(5); i > 0 && weight < 90; i--) {
            weight += 1 + dice.nextInt(30);
            steps.add(new RolloutPlan.Step(Math.min(weight, 99), dice.nextInt(30_000)));
        }
        return new RolloutPlan(
                "v42",
                dice.nextInt(10) == 0 ? "" : "v41",
                dice.nextBoolean() ? Slot.BLUE : Slot.GREEN,
                steps,
                dice.nextInt(60_000),
                dice.nextInt(10_000),
                50 + dice.nextInt(3_000),
                1 + dice.nextInt(3),
                1 + dice.nextInt(3),
                1_000 + dice.nextInt(20_000),
                500 + dice.nextInt(5_000));
    }

    private static SimulatedWorld world(long seed, Random dice, RolloutPlan plan) {
        boolean calm = dice.nextInt(4) == 0;
        double scale = calm ? 0 : dice.nextDouble() * (dice.nextInt(10) == 0 ? 1 : 0.2);
        SimulatedWorld world = new SimulatedWorld(
                seed,
                plan,
                new SimulatedWorld.Faults(
                        scale * dice.nextDouble(),
                        scale * dice.nextDouble(),
                        scale * dice.nextDouble(),
                        scale * dice.nextDouble(),
                        scale * dice.nextDouble(),
                        dice.nextInt(3) == 0 ? dice.nextDouble() * 0.1 : 0,
                        dice.nextDouble()));
        long starts = world.now + dice.nextInt(15_000);
        long dies = dice.nextBoolean() ? Long.MAX_VALUE : starts + dice.nextInt(200_000);
        world.health.put(
                plan.to(),
                new SimulatedWorld.SlotHealth(starts, dies, dice.nextInt(3) == 0 ? dice.nextDouble() * 0.5 : 0));
        long oldDies = dice.nextInt(20) == 0 ? world.now + dice.nextInt(100_000) : Long.MAX_VALUE;
        if (!plan.live().isEmpty()) {
            world.health.put(plan.from(), new SimulatedWorld.SlotHealth(0, oldDies, 0));
        }
        return world;
    }
}
