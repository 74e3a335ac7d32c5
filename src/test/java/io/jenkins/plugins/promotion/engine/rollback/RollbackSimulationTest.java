package io.jenkins.plugins.promotion.engine.rollback;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.rollback.Restoration.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Drives whole rollbacks through failures, lies, crashes and races.
 *
 * <p>Replay one with {@code -Dpromotion.seed=SEED -Dpromotion.simulations=1}.
 */
class RollbackSimulationTest {
    private static final int SIMULATIONS = Integer.getInteger("promotion.simulations", 20_000);
    private static final long SEED = Long.getLong("promotion.seed", System.nanoTime());
    private static final int MAX_PROCESSES = 1_000;

    @Test
    void shouldKeepItsPromisesInEverySimulatedRollback() {
        AtomicIntegerArray ends = new AtomicIntegerArray(Result.values().length);
        AtomicInteger superseded = new AtomicInteger();
        LongStream.range(SEED, SEED + SIMULATIONS).parallel().forEach(seed -> {
            try {
                simulate(seed)
                        .ifPresentOrElse(
                                report -> report.restorations()
                                        .forEach(end -> ends.incrementAndGet(
                                                end.result().ordinal())),
                                superseded::incrementAndGet);
            } catch (Throwable failure) {
                throw new AssertionError(
                        "seed " + seed + ": " + failure.getMessage() + " (replay with -Dpromotion.seed=" + seed
                                + " -Dpromotion.simulations=1)",
                        failure);
            }
        });

        System.out.println(SIMULATIONS + " simulated rollbacks from seed " + SEED + ": " + List.of(Result.values())
                + " " + ends + ", superseded " + superseded);
        if (SIMULATIONS >= 10_000) {
            // A simulation that never reaches an end does not test it.
            for (Result result : Result.values()) {
                assertThat(ends.get(result.ordinal())).as(result.name()).isGreaterThan(100);
            }
            assertThat(superseded).hasValueGreaterThan(100);
        }
    }

    /** Empty if another process took the lease. */
    private static Optional<RollbackReport> simulate(long seed) throws Exception {
        Random dice = new Random(seed * 31 + 7);
        String[] names = IntStream.rangeClosed(1, 1 + dice.nextInt(6))
                .mapToObj(i -> "thing " + i)
                .toArray(String[]::new);
        SimulatedThings things = new SimulatedThings(seed, names);
        things.world.replaceAll((name, version) -> "v" + dice.nextInt(3));
        Map<String, String> baseline = Map.copyOf(things.world);
        things.driver(1).capture();
        things.world.replaceAll((name, version) -> dice.nextInt(4) == 0 ? version : "v" + (3 + dice.nextInt(3)));
        things.faults = faults(dice);

        for (long token = 1; token < MAX_PROCESSES; token++) {
            RollbackDriver driver = things.driver(token);
            try {
                RollbackReport report = driver.restore("smoke test failed");
                check(things, baseline, List.of(names), report);
                things.faults = SimulatedThings.Faults.NONE;
                things.newestToken = token;
                requireNothingLeftToDo(things, report, token);
                return Optional.of(report);
            } catch (SimulatedThings.Crash | InterruptedException end) {
                if (things.newestToken > MAX_PROCESSES) {
                    requireNothingTouched(things, token);
                    return Optional.empty();
                }
            } catch (PromotionException fencedOff) {
                assertThat(things.newestToken).isGreaterThan(MAX_PROCESSES);
                requireNothingTouched(things, token);
                return Optional.empty();
            }
        }
        throw new AssertionError("did not end");
    }

    private static void check(
            SimulatedThings things, Map<String, String> baseline, List<String> names, RollbackReport report) {
        List<String> reverse = new ArrayList<>(names);
        Collections.reverse(reverse);
        assertThat(report.restorations()).extracting(Restoration::name).isEqualTo(reverse);
        assertThat(RollbackDriver.outcomes(things.disk)).isEqualTo(report.restorations());
        assertThat(things.restored.stream().distinct())
                .isSubsetOf(reverse)
                .isEqualTo(inOrder(things.restored, reverse));
        assertThat(things.disk.stream().filter(entry -> entry.kind().equals(RollbackDriver.BEGUN)))
                .hasSize(1);
        JournalEntry last = things.disk.get(things.disk.size() - 1);
        assertThat(last.kind()).isEqualTo(RollbackDriver.FINISHED);
        assertThat(last.data()).containsEntry("complete", report.isComplete());
        for (Restoration end : report.restorations()) {
            String was = baseline.get(end.name());
            String is = things.world.get(end.name());
            switch (end.result()) {
                case RESTORED, UNCHANGED -> assertThat(is).as(end.toString()).isEqualTo(was);
                case FAILED -> {
                    assertThat(is).as(end.toString()).isNotEqualTo(was);
                    assertThat(end.detail()).startsWith("stands at version " + is + ", not at version " + was + ": ");
                }
                case UNKNOWN ->
                    assertThat(end.detail()).startsWith("was to be at version " + was + ", cannot be seen now: ");
            }
        }
    }

    private static List<String> inOrder(List<String> restored, List<String> reverse) {
        return reverse.stream().filter(restored::contains).toList();
    }

    private static void requireNothingLeftToDo(SimulatedThings things, RollbackReport report, long token)
            throws Exception {
        Map<String, String> world = Map.copyOf(things.world);
        int written = things.disk.size();
        assertThat(things.driver(token).restore("again")).isEqualTo(report);
        assertThat(things.world).isEqualTo(world);
        assertThat(things.disk).hasSize(written);
    }

    /** What the process that was fenced off would do if it tried again. */
    private static void requireNothingTouched(SimulatedThings things, long token) throws Exception {
        things.faults = SimulatedThings.Faults.NONE;
        Map<String, String> world = Map.copyOf(things.world);
        int written = things.disk.size();
        try {
            things.driver(token).restore("again");
            throw new AssertionError("a stale lease was not noticed");
        } catch (PromotionException expected) {
            assertThat(things.world).isEqualTo(world);
            assertThat(things.disk).hasSize(written);
        }
    }

    private static SimulatedThings.Faults faults(Random dice) {
        double scale = dice.nextInt(5) == 0 ? 0 : dice.nextDouble();
        return new SimulatedThings.Faults(
                scale * dice.nextDouble(),
                scale * dice.nextDouble(),
                scale * dice.nextDouble(),
                scale * dice.nextDouble(),
                dice.nextBoolean() ? 0 : scale * 0.2 * dice.nextDouble(),
                scale * dice.nextDouble(),
                dice.nextBoolean() ? 0 : dice.nextDouble() * 0.3,
                dice.nextInt(5) == 0 ? 0.02 : 0);
    }
}
