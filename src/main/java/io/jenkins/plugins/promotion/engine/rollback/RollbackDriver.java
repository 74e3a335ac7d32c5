package io.jenkins.plugins.promotion.engine.rollback;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.journal.Journal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalException;
import io.jenkins.plugins.promotion.engine.lease.Lease;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Captures a baseline, proves that it can be restored, and restores it: the hands of a {@link Rollback}. Everything it does is
 * in the journal before it is done, so that a later process goes on where this one stopped.
 */
public final class RollbackDriver {
    /** The baseline: {@code captured}, a list of {@code name} and {@code state}. */
    public static final String BASELINE = "rollback.baseline";
    /** The rollback begins: {@code cause}. */
    public static final String BEGUN = "rollback.begun";
    /** A restorable is about to be restored: {@code name}, {@code attempt}. */
    public static final String INTENT = "rollback.intent";
    /** What became of a restorable: {@code name}, {@code result}, {@code detail}. */
    public static final String OUTCOME = "rollback.outcome";
    /** The rollback has ended: {@code complete}. */
    public static final String FINISHED = "rollback.finished";

    private final Map<String, Restorable> restorables;
    private final Journal journal;
    private final Lease lease;

    /** A driver of these restorables, which are captured in this order. */
    public RollbackDriver(List<Restorable> restorables, Journal journal, Lease lease) {
        this.restorables = new LinkedHashMap<>();
        for (Restorable thing : restorables) {
            if (this.restorables.put(thing.name(), thing) != null) {
                throw new IllegalArgumentException("two restorables have the name '" + thing.name() + "'");
            }
        }
        this.journal = journal;
        this.lease = lease;
    }

    /**
     * Captures everything and proves it restorable.
     *
     * @throws PromotionException if something cannot be captured or could not be restored: then nothing may be started
     */
    public Baseline capture() throws PromotionException, JournalException, InterruptedException {
        List<Finding> problems = new ArrayList<>();
        Baseline baseline = look(problems);
        for (Baseline.Captured captured : baseline.captured()) {
            prove(captured).stream().filter(Finding::isError).forEach(problems::add);
        }
        if (!problems.isEmpty()) {
            throw new PromotionException(problems);
        }
        record(baseline);
        return baseline;
    }

    /**
     * What everything is at now.
     *
     * @throws PromotionException with everything that cannot be captured
     */
    public Baseline look() throws PromotionException, InterruptedException {
        List<Finding> problems = new ArrayList<>();
        Baseline now = look(problems);
        if (!problems.isEmpty()) {
            throw new PromotionException(problems);
        }
        return now;
    }

    private Baseline look(List<Finding> problems) throws InterruptedException {
        List<Baseline.Captured> captured = new ArrayList<>();
        for (Restorable thing : restorables.values()) {
            try {
                captured.add(new Baseline.Captured(thing.name(), thing.capture()));
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                problems.add(unrestorable(thing.name(), e));
            }
        }
        return new Baseline(captured);
    }

    /** Whether that state could be brought back, without touching anything. */
    public List<Finding> prove(Baseline.Captured captured) throws InterruptedException {
        Restorable thing = restorables.get(captured.name());
        if (thing == null) {
            return List.of(Finding.error(
                    "baseline",
                    captured.name(),
                    "something that the promotion file has",
                    "it has it no longer",
                    "bring it back by hand: " + captured.state()));
        }
        try {
            return thing.prove(captured.state());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return List.of(unrestorable(captured.name(), e));
        }
    }

    /** Sets the baseline of a rollback to an earlier deployment's end, rather than to what is live now. */
    public void record(Baseline baseline) throws JournalException {
        List<Map<String, Object>> things = new ArrayList<>();
        baseline.captured().forEach(thing -> things.add(Map.of("name", thing.name(), "state", thing.state())));
        journal.commit(BASELINE, Map.of("captured", things));
    }

    private static Finding unrestorable(String name, Exception e) {
        return Finding.error(
                "baseline",
                name,
                "a state that a rollback can come back to",
                reason(e),
                "make it readable; nothing has been changed");
    }

    /** The newest baseline of a journal; empty things if it has none. */
    public static Baseline baseline(List<JournalEntry> journal) {
        Baseline baseline = new Baseline(List.of());
        for (JournalEntry entry : journal) {
            if (entry.kind().equals(BASELINE)) {
                baseline = captured(entry);
            }
        }
        return baseline;
    }

    /** The baseline that one entry holds. */
    public static Baseline captured(JournalEntry entry) {
        List<Baseline.Captured> captured = new ArrayList<>();
        for (Object thing : (List<?>) entry.data().get("captured")) {
            JournalEntry facts = new JournalEntry(0, 0, "", facts((Map<?, ?>) thing));
            captured.add(new Baseline.Captured(facts.text("name"), facts.texts("state")));
        }
        return new Baseline(captured);
    }

    private static Map<String, Object> facts(Map<?, ?> map) {
        Map<String, Object> facts = new LinkedHashMap<>();
        map.forEach((key, value) -> facts.put(String.valueOf(key), value));
        return facts;
    }

    /**
     * Restores the journal's baseline, or goes on doing so after a crash.
     *
     * @param cause why, in words; kept from the first time if the rollback had begun already
     * @throws PromotionException if another deployment has taken the lease: then nothing more is touched
     */
    public RollbackReport restore(String cause) throws PromotionException, JournalException, InterruptedException {
        Baseline baseline = baseline(journal.entries());
        Rollback rollback = Rollback.resumed(baseline, outcomes(journal.entries()));
        requireLease();
        if (isMissing(BEGUN)) {
            journal.commit(BEGUN, Map.of("cause", cause));
        }
        while (rollback.effect() instanceof Rollback.Effect.Restore restore) {
            requireLease();
            journal.commit(INTENT, Map.of("name", restore.name(), "attempt", restore.attempt()));
            requireLease();
            Restoration outcome =
                    restore(restore.name(), baseline.of(restore.name()).orElseThrow());
            int before = rollback.outcomes().size();
            rollback = rollback.tried(outcome);
            if (rollback.outcomes().size() > before) {
                record(outcome);
            }
        }
        RollbackReport report = ((Rollback.Effect.Finish) rollback.effect()).report();
        if (isMissing(FINISHED)) {
            journal.commit(FINISHED, Map.of("complete", report.isComplete()));
        }
        return report;
    }

    /** Whether the journal has no entry of that kind since its newest baseline. */
    private boolean isMissing(String kind) {
        long baseline = journal.last(BASELINE).map(JournalEntry::number).orElse(0L);
        return journal.last(kind).filter(entry -> entry.number() > baseline).isEmpty();
    }

    private void requireLease() throws PromotionException {
        if (!lease.held()) {
            throw new PromotionException(Finding.error(
                    "lease",
                    "rollback",
                    "the lease of the environment",
                    "another deployment holds it",
                    "look at the environment's newest deployment; this one touches nothing more"));
        }
    }

    /** The outcomes that the journal knows already, of its newest baseline. */
    public static List<Restoration> outcomes(List<JournalEntry> journal) {
        List<Restoration> outcomes = new ArrayList<>();
        for (JournalEntry entry : journal) {
            if (entry.kind().equals(BASELINE)) {
                outcomes.clear();
            } else if (entry.kind().equals(OUTCOME)) {
                outcomes.add(new Restoration(
                        entry.text("name"), Restoration.Result.valueOf(entry.text("result")), entry.text("detail")));
            }
        }
        return List.copyOf(outcomes);
    }

    private void record(Restoration outcome) throws JournalException {
        journal.commit(
                OUTCOME,
                Map.of("name", outcome.name(), "result", outcome.result().name(), "detail", outcome.detail()));
    }

    private Restoration restore(String name, Map<String, String> captured) throws InterruptedException {
        Restorable thing = restorables.get(name);
        if (thing == null) {
            return new Restoration(
                    name, Restoration.Result.UNKNOWN, "the promotion file no longer has it; bring back " + captured);
        }
        try {
            Restorable.Restored restored = thing.restore(captured);
            return look(thing, captured, Restoration.Result.valueOf(restored.name()), "it said it was restored");
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return look(thing, captured, Restoration.Result.RESTORED, reason(e));
        }
    }

    /** Looks where the thing stands after all: what failed may have worked, and what worked may have done nothing. */
    private static Restoration look(
            Restorable thing, Map<String, String> captured, Restoration.Result back, String reason)
            throws InterruptedException {
        try {
            return thing.isAt(captured)
                    ? new Restoration(thing.name(), back, describe(captured))
                    : new Restoration(
                            thing.name(),
                            Restoration.Result.FAILED,
                            "stands at " + describe(thing.capture()) + ", not at " + describe(captured) + ": "
                                    + reason);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return new Restoration(
                    thing.name(),
                    Restoration.Result.UNKNOWN,
                    "was to be at " + describe(captured) + ", cannot be seen now: " + reason + "; " + reason(e));
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private static String describe(Map<String, String> state) {
        return state.entrySet().stream()
                .map(fact -> fact.getKey() + " " + fact.getValue())
                .collect(Collectors.joining(", "));
    }
}
