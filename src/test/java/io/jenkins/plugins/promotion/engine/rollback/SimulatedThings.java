package io.jenkins.plugins.promotion.engine.rollback;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.journal.Journal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.lease.Lease;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Restorables, a journal and a lease that fail as the seed says, and watch what is done to them. */
final class SimulatedThings {
    /** The process dies; thrown through the driver. */
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Crash() {
            super("crash", null, false, false);
        }
    }

    /**
     * How often what happens, from 0 to 1.
     *
     * @param refused nothing changes
     * @param half it stands somewhere else
     * @param lostAnswer it worked, and says that it did not
     * @param lie it did nothing, and says that it worked
     * @param hang it is interrupted, at any of these points
     * @param blind what is live cannot be seen
     * @param crash the process dies at a journal write, before or after
     * @param fenced another process takes the lease meanwhile
     */
    record Faults(
            double refused,
            double half,
            double lostAnswer,
            double lie,
            double hang,
            double blind,
            double crash,
            double fenced) {
        static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0, 0, 0);
    }

    final Map<String, String> world = new LinkedHashMap<>();
    final List<JournalEntry> disk = new ArrayList<>();
    final List<String> restored = new ArrayList<>();
    final Random random;
    Faults faults = Faults.NONE;
    long newestToken = 1;

    SimulatedThings(long seed, String... names) {
        this.random = new Random(seed);
        for (String name : names) {
            world.put(name, "v1");
        }
    }

    /** A driver in a process that holds the token. */
    RollbackDriver driver(long token) {
        newestToken = Math.max(newestToken, token);
        List<Restorable> things = new ArrayList<>();
        world.keySet().forEach(name -> things.add(new Thing(name, token)));
        return new RollbackDriver(things, journal(), lease(token));
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    Lease lease(long token) {
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

    /** A journal whose disk outlives its process. */
    Journal journal() {
        return new Journal() {
            @Override
            public JournalEntry commit(String kind, Map<String, ?> data) {
                crashPerhaps();
                JournalEntry entry = new JournalEntry(disk.size() + 1L, 0, kind, Map.copyOf(data));
                disk.add(entry);
                crashPerhaps();
                return entry;
            }

            @Override
            public JournalEntry note(String kind, Map<String, ?> data) {
                return commit(kind, data);
            }

            @Override
            public List<JournalEntry> entries() {
                return disk;
            }

            @Override
            public void close() {}
        };
    }

    private void crashPerhaps() {
        fencePerhaps();
        if (chance(faults.crash / 2)) {
            throw new Crash();
        }
    }

    private void fencePerhaps() {
        if (chance(faults.fenced)) {
            newestToken += 1_000;
        }
    }

    /** Something with a version. */
    private final class Thing implements Restorable {
        private final String name;
        private final long token;

        Thing(String name, long token) {
            this.name = name;
            this.token = token;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Map<String, String> capture() throws Exception {
            hangPerhaps();
            if (chance(faults.blind)) {
                throw new IOException(name + " does not answer");
            }
            return Map.of("version", world.get(name));
        }

        @Override
        public List<Finding> prove(Map<String, String> captured) {
            return List.of();
        }

        @Override
        public Restored restore(Map<String, String> captured) throws Exception {
            requireIntent();
            fencePerhaps();
            hangPerhaps();
            restored.add(name);
            if (chance(faults.refused)) {
                throw new IOException("refused");
            }
            if (chance(faults.lie)) {
                return random.nextBoolean() ? Restored.RESTORED : Restored.UNCHANGED;
            }
            if (chance(faults.half)) {
                world.put(name, "half");
                hangPerhaps();
                throw new IOException("took half of it");
            }
            String before = world.put(name, captured.get("version"));
            hangPerhaps();
            if (chance(faults.lostAnswer)) {
                throw new IOException("no answer");
            }
            return captured.get("version").equals(before) ? Restored.UNCHANGED : Restored.RESTORED;
        }

        private void hangPerhaps() throws InterruptedException {
            if (chance(faults.hang)) {
                throw new InterruptedException("hung");
            }
        }

        private void requireIntent() {
            if (token != newestToken) {
                throw new AssertionError("token " + token + " acted although " + newestToken + " holds the lease");
            }
            JournalEntry last = disk.get(disk.size() - 1);
            if (!last.kind().equals(RollbackDriver.INTENT) || !last.text("name").equals(name)) {
                throw new AssertionError(name + " was restored, but the journal ends with " + last);
            }
        }
    }
}
