package io.jenkins.plugins.promotion.cli.bench;

import io.jenkins.plugins.promotion.cli.balancer.FrontEnd;
import io.jenkins.plugins.promotion.cli.haproxy.HaproxyProcess;
import io.jenkins.plugins.promotion.cli.load.Load;
import io.jenkins.plugins.promotion.cli.load.LoadGenerator;
import io.jenkins.plugins.promotion.cli.load.LoadResult;
import io.jenkins.plugins.promotion.cli.load.Response;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.journal.FileJournal;
import io.jenkins.plugins.promotion.engine.journal.Journal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalListener;
import io.jenkins.plugins.promotion.engine.lease.FileLeases;
import io.jenkins.plugins.promotion.engine.lease.Lease;
import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import io.jenkins.plugins.promotion.engine.rollout.LiveSlots;
import io.jenkins.plugins.promotion.engine.rollout.Outcome;
import io.jenkins.plugins.promotion.engine.rollout.Progress;
import io.jenkins.plugins.promotion.engine.rollout.RolloutDriver;
import io.jenkins.plugins.promotion.engine.rollout.RolloutJournal;
import io.jenkins.plugins.promotion.engine.rollout.RolloutPlan;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.engine.traffic.routers.Routers;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures what the engine adds to a switch: HAProxy under load is switched by the engine and by a bare Runtime API command in
 * turn, and each time it is measured how long it takes from the decision to the first answer of the new slot. Then a release
 * falls ill, and it is measured how long all traffic takes to be back.
 */
public final class SwitchBenchmark implements AutoCloseable {
    private static final String NAME = "bench";
    private static final Duration SETTLE = Duration.ofMillis(60);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int EVERY = 50;
    /** As in most files: the decision follows on a look after a rest, not on the work of beginning. */
    private static final int HEALTHY_AFTER = 3;

    private static final int UNHEALTHY_AFTER = 2;

    private final Path folder;
    private final Map<Slot, BenchSlot> slots;
    private final HaproxyProcess haproxy;
    private final TrafficRouter router;
    private final Environment environment;
    private final Clock clock = Clock.systemUTC();
    private volatile Expected expected;
    private int rollouts;

    /** What the load waits to see. */
    private static final class Expected {
        final String version;
        volatile long decidedNanos = Long.MAX_VALUE;
        volatile long seenNanos;

        Expected(String version) {
            this.version = version;
        }

        void see(Response response) {
            if (seenNanos == 0 && response.version().equals(version) && response.doneNanos() > decidedNanos) {
                seenNanos = response.doneNanos();
            }
        }
    }

    /**
     * What was measured.
     *
     * @param engine microseconds from decision to first answer, each switch of the engine
     * @param raw the same for the bare command
     * @param returns milliseconds from the first bad probe to all traffic back, each return
     * @param returnBound milliseconds that a return may take by the settings
     * @param load all requests meanwhile
     */
    public record Measured(List<Long> engine, List<Long> raw, List<Long> returns, long returnBound, LoadResult load) {}

    private SwitchBenchmark(Path folder, Map<Slot, BenchSlot> slots, HaproxyProcess haproxy, Environment environment)
            throws PromotionException {
        this.folder = folder;
        this.slots = slots;
        this.haproxy = haproxy;
        this.environment = environment;
        this.router = new Routers((command, variables, timeout) -> {
                    throw new IOException("the benchmark runs no commands");
                })
                .open(haproxy.traffic(NAME));
    }

    /** Starts HAProxy and two slots. */
    public static SwitchBenchmark start(Path folder) throws IOException, InterruptedException, PromotionException {
        Map<Slot, BenchSlot> slots = Map.of(Slot.BLUE, new BenchSlot(Slot.BLUE), Slot.GREEN, new BenchSlot(Slot.GREEN));
        HaproxyProcess haproxy = HaproxyProcess.start(
                folder,
                List.of(new FrontEnd(
                        NAME, slots.get(Slot.BLUE).url(), slots.get(Slot.GREEN).url(), Slot.BLUE)));
        Map<Slot, URI> urls = Map.of(
                Slot.BLUE,
                slots.get(Slot.BLUE).url(),
                Slot.GREEN,
                slots.get(Slot.GREEN).url());
        Environment environment = new Environment(
                NAME,
                0,
                haproxy.url(NAME),
                urls,
                new Environment.Configuration(List.of(), Optional.empty(), List.of(), Optional.empty()),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                haproxy.traffic(NAME),
                new Environment.Health(
                        "/health",
                        Duration.ofMillis(EVERY),
                        HEALTHY_AFTER,
                        UNHEALTHY_AFTER,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5)),
                new Environment.Rollout(List.of(), Duration.ZERO, Duration.ofSeconds(5), List.of()),
                List.of());
        return new SwitchBenchmark(folder, slots, haproxy, environment);
    }

    /**
     * Measures.
     *
     * @param switches how many, half of them by the engine
     * @param perSecond requests a second meanwhile
     */
    public Measured measure(int switches, int perSecond, int returns)
            throws IOException, InterruptedException, RouterException {
        Load load = Load.of(haproxy.url(NAME), perSecond);
        List<Long> engine = new ArrayList<>();
        List<Long> raw = new ArrayList<>();
        List<Long> backAgain = new ArrayList<>();
        try (LoadGenerator generator = LoadGenerator.start(load, this::see)) {
            Thread.sleep(1_000);
            Slot live = Slot.BLUE;
            for (int i = 0; i < switches; i++) {
                live = live.other();
                if (i % 2 == 0) {
                    raw.add(byCommand(live));
                } else {
                    engine.add(byEngine(live));
                }
                Thread.sleep(SETTLE.toMillis());
            }
            for (int i = 0; i < returns; i++) {
                backAgain.add(illAndBack(live.other()));
            }
            return new Measured(engine, raw, backAgain, (long) UNHEALTHY_AFTER * EVERY + 100, generator.stop());
        }
    }

    private void see(Response response) {
        Expected now = expected;
        if (now != null) {
            now.see(response);
        }
    }

    private long byCommand(Slot to) throws IOException, InterruptedException {
        Expected wanted = new Expected(to.toString());
        expected = wanted;
        wanted.decidedNanos = System.nanoTime();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(haproxy.socket()));
            channel.write(ByteBuffer.wrap(
                    ("set map slots.map " + NAME + " " + NAME + "-" + to + "\n").getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(256);
            while (channel.read(answer) >= 0 && answer.hasRemaining()) {
                // Until HAProxy closes: then the command is done.
            }
        }
        return microsUntilSeen(wanted);
    }

    /** A whole rollout with its journal on disk and its lease; the clock starts when the state machine decides to shift. */
    private long byEngine(Slot to) throws IOException, InterruptedException, RouterException {
        Expected wanted = new Expected(to.toString());
        expected = wanted;
        JournalListener decision = new JournalListener() {
            @Override
            public void before(JournalEntry entry) {
                if (entry.kind().equals(RolloutJournal.STATE) && entry.data().containsKey("blue")) {
                    wanted.decidedNanos = System.nanoTime();
                }
            }

            @Override
            public void after(JournalEntry entry) {}
        };
        Outcome outcome = roll(plan(to, 0, List.of()), decision);
        if (outcome.result() != Outcome.Result.SWITCHED) {
            throw new IOException("the engine did not switch: " + outcome.cause());
        }
        return microsUntilSeen(wanted);
    }

    /** A canary at half the traffic falls ill while it is watched. */
    private long illAndBack(Slot canary) throws IOException, InterruptedException, RouterException {
        BenchSlot slot = slots.get(canary);
        slot.setHealthy(true);
        long[] backNanos = new long[1];
        JournalListener ill = new JournalListener() {
            @Override
            public void after(JournalEntry entry) {
                boolean applied = entry.kind().equals(RolloutJournal.APPLIED);
                if (applied && entry.number(canary.toString()) == 50) {
                    slot.setHealthy(true);
                }
                if (entry.kind().equals(RolloutJournal.STATE)
                        && entry.text("phase").equals("WATCHING")) {
                    slot.setHealthy(false);
                }
                if (applied && entry.number(canary.toString()) == 0) {
                    backNanos[0] = System.nanoTime();
                }
            }
        };
        Outcome outcome = roll(plan(canary, 60_000, List.of(new RolloutPlan.Step(50, 60_000))), ill);
        if (outcome.result() != Outcome.Result.RETURNED) {
            throw new IOException("the engine did not return the traffic: " + outcome.result() + " " + outcome.cause());
        }
        return (backNanos[0] - slot.firstBadNanos()) / 1_000_000;
    }

    private RolloutPlan plan(Slot to, long soak, List<RolloutPlan.Step> steps) {
        return new RolloutPlan(
                to.toString(),
                to.other().toString(),
                to,
                steps,
                soak,
                5_000,
                EVERY,
                HEALTHY_AFTER,
                UNHEALTHY_AFTER,
                5_000,
                5_000);
    }

    private Outcome roll(RolloutPlan plan, JournalListener listener)
            throws IOException, InterruptedException, RouterException {
        LiveSlots lookout = new LiveSlots(environment, new WebClient(NetworkPolicy.open()), List.of());
        String id = NAME + "-" + ++rollouts;
        Path file = folder.resolve("journals").resolve(id + ".jsonl");
        Lease lease = lease(id);
        try (Journal journal = FileJournal.open(file, clock, listener)) {
            RolloutDriver driver = RolloutDriver.begin(plan, router, lookout, journal, lease, clock);
            while (true) {
                Progress progress = driver.advance();
                if (progress instanceof Progress.Finished finished) {
                    return finished.outcome();
                }
                if (progress instanceof Progress.Waiting waiting) {
                    Thread.sleep(Math.max(1, waiting.until() - clock.millis()));
                }
            }
        } finally {
            lease.release();
        }
    }

    private Lease lease(String id) throws IOException {
        try {
            return new FileLeases(folder.resolve("leases"), clock).acquire(NAME, id);
        } catch (PromotionException e) {
            throw new IOException(e);
        }
    }

    private static long microsUntilSeen(Expected wanted) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (wanted.seenNanos == 0) {
            if (System.nanoTime() > deadline) {
                throw new IOException("no answer of the new slot within " + LONGEST.toSeconds() + " s");
            }
            Thread.sleep(1);
        }
        return (wanted.seenNanos - wanted.decidedNanos) / 1_000;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        haproxy.stop();
        slots.values().forEach(BenchSlot::close);
    }
}
