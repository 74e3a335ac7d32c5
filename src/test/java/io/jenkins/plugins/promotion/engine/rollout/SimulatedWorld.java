package io.jenkins.plugins.promotion.engine.rollout;

import io.jenkins.plugins.promotion.engine.journal.Journal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalException;
import io.jenkins.plugins.promotion.engine.lease.Lease;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** A router, two slots, a journal and a lease in virtual time, which fail as the seed says; it watches what is done to it. */
final class SimulatedWorld {
    /** The process dies; thrown through the driver. */
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("crash", null, false, false);
        }
    }

    final Random random;
    final Faults faults;
    long now = 1_000_000;
    long newestToken = 1;
    TrafficSplit live;
    TrafficSplit lastRead;
    private final RolloutPlan plan;
    private int synced;

    /** Set when the machine lost lines that had not reached the disk. */
    boolean forgot;

    int applies;
    /** Set when a person took the traffic back behind the rollout's back. */
    boolean takenBack;

    final List<JournalEntry> disk = new ArrayList<>();
    final Map<Slot, SlotHealth> health = new EnumMap<>(Slot.class);
    final Map<Slot, Boolean> lastSeenGood = new EnumMap<>(Slot.class);

    /** How often what fails, from 0 to 1. */
    record Faults(
            double refused,
            double lostAnswer,
            double partial,
            double readFails,
            double blink,
            double crashAtWrite,
            double drainSlow) {}

    /** When a slot is healthy: between two times, but for a share of its probes. */
    record SlotHealth(long from, long to, double flap) {}

    SimulatedWorld(long seed, RolloutPlan plan, Faults faults) {
        this.random = new Random(seed);
        this.plan = plan;
        this.live = plan.before();
        this.faults = faults;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    boolean isHealthy(Slot slot) {
        SlotHealth is = health.get(slot);
        return is != null && now >= is.from && now < is.to && !chance(is.flap);
    }

    final Clock clock = new Clock() {
        @Override
        public long millis() {
            return now;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    Lease lease(long token) {
        newestToken = Math.max(newestToken, token);
        return new Lease() {
            @Override
            public long token() {
                return token;
            }

            @Override
            public boolean held() {
                return token == newestToken;
            }

            @Override
            public void release() {}
        };
    }

    TrafficRouter router(long token) {
        return new TrafficRouter() {
            @Override
            public TrafficSplit read() throws RouterException {
                now += random.nextInt(5);
                if (chance(faults.readFails)) {
                    throw new RouterException(RouterException.Effect.NONE, "the router does not answer");
                }
                lastRead = live;
                return live;
            }

            @Override
            public void apply(TrafficSplit split) throws RouterException {
                if (token != newestToken) {
                    throw new AssertionError("token " + token + " acted although " + newestToken + " holds the lease");
                }
                requireIntent(split);
                if (takenBack && !split.equals(live)) {
                    throw new AssertionError(split + " was applied although a person had taken the traffic back");
                }
                applies++;
                now += random.nextInt(5);
                if (chance(faults.refused)) {
                    throw new RouterException(RouterException.Effect.NONE, "refused");
                }
                if (chance(faults.partial)) {
                    live = new TrafficSplit((live.blue() + split.blue()) / 2, 100 - (live.blue() + split.blue()) / 2);
                    throw new RouterException(RouterException.Effect.UNKNOWN, "took half of it");
                }
                if (chance(faults.lostAnswer)) {
                    if (random.nextBoolean()) {
                        live = split;
                    }
                    throw new RouterException(RouterException.Effect.UNKNOWN, "no answer");
                }
                live = split;
            }

            @Override
            public OptionalInt inFlight(Slot slot) {
                now += random.nextInt(2);
                return random.nextInt(4) == 0
                        ? OptionalInt.empty()
                        : OptionalInt.of(chance(faults.drainSlow) ? 1 + random.nextInt(5) : 0);
            }

            @Override
            public String describe() {
                return "simulated";
            }
        };
    }

    /** What is on disk, whatever happens to the machine, has to say that this may be done now. */
    private void requireIntent(TrafficSplit split) {
        for (int i = synced - 1; i >= 0; i--) {
            JournalEntry entry = disk.get(i);
            if (entry.kind().equals(RolloutJournal.STATE) && !allowed(entry).contains(split)) {
                throw new AssertionError(split + " was applied, but the journal's intent is " + entry);
            }
            if (entry.kind().equals(RolloutJournal.STATE)) {
                return;
            }
        }
        if (!split.equals(plan.split(0))) {
            throw new AssertionError(split + " was applied without an intent in the journal");
        }
    }

    private Set<TrafficSplit> allowed(JournalEntry entry) {
        if (entry.data().containsKey("blue")) {
            return Set.of(new TrafficSplit((int) entry.number("blue"), (int) entry.number("green")));
        }
        return entry.text("phase").equals("WATCHING")
                ? Set.of(plan.split((int) entry.number("step") + 1), plan.before())
                : Set.of();
    }

    /** The machine loses power: what was only noted since the last commit may be gone. */
    void losePower() {
        while (disk.size() > synced && random.nextBoolean()) {
            disk.remove(disk.size() - 1);
            forgot = true;
        }
        synced = disk.size();
    }

    /** What is on disk, a line an entry, for a message. */
    String story() {
        return disk.stream()
                .map(entry -> entry.at() + " " + entry.kind() + " " + entry.data())
                .collect(Collectors.joining("\n"));
    }

    Lookout lookout() {
        return new Lookout() {
            @Override
            public Sighting probe(Slot slot, String release) {
                now += random.nextInt(20);
                return see(slot, isHealthy(slot));
            }

            @Override
            public Sighting smoke(Slot slot, String release) {
                now += random.nextInt(50);
                return new Sighting(isHealthy(slot), "smoke");
            }

            @Override
            public Sighting observe(TrafficSplit split, Slot slot, String release) {
                now += random.nextInt(30);
                if (!live.equals(split) || live.weight(slot) == 0 || chance(faults.blink)) {
                    return new Sighting(false, "not seen");
                }
                return see(slot, isHealthy(slot));
            }

            private Sighting see(Slot slot, boolean good) {
                lastSeenGood.put(slot, good);
                return new Sighting(good, good ? "healthy" : "unhealthy");
            }
        };
    }

    /** A journal whose disk outlives its process; opening it makes sure of what is there. */
    Journal journal() {
        synced = disk.size();
        return new Journal() {
            @Override
            public JournalEntry commit(String kind, Map<String, ?> data) throws JournalException {
                JournalEntry entry = write(kind, data);
                synced = disk.size();
                return entry;
            }

            @Override
            public JournalEntry note(String kind, Map<String, ?> data) throws JournalException {
                return write(kind, data);
            }

            private JournalEntry write(String kind, Map<String, ?> data) {
                if (chance(faults.crashAtWrite / 2)) {
                    throw new Crash();
                }
                JournalEntry entry = new JournalEntry(disk.size() + 1L, now, kind, Map.copyOf(data));
                disk.add(entry);
                if (chance(faults.crashAtWrite / 2)) {
                    throw new Crash();
                }
                return entry;
            }

            @Override
            public List<JournalEntry> entries() {
                return disk;
            }

            @Override
            public void close() {}
        };
    }

    /** Whether the journal says that a step of the rollout had been accepted before the process died. */
    boolean sawStepForward() {
        for (int i = disk.size() - 1; i >= 0; i--) {
            JournalEntry entry = disk.get(i);
            if (entry.kind().equals(RolloutJournal.STATE)) {
                String phase = entry.text("phase");
                return phase.equals("CONFIRMING") || phase.equals("WATCHING") || entry.number("step") > 0;
            }
        }
        return false;
    }
}
