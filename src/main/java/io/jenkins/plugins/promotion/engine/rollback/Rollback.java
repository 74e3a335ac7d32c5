package io.jenkins.plugins.promotion.engine.rollback;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The rollback saga as a pure state machine: restores everything in reverse order of capture, tries again what fails, goes on
 * past what cannot be restored, and ends with what became of each.
 */
public final class Rollback {
    /** A restorable is tried this often before the saga goes on without it. */
    static final int ATTEMPTS = 3;

    private final List<String> names;
    private final List<Restoration> done;
    private final int failures;

    private Rollback(List<String> names, List<Restoration> done, int failures) {
        this.names = names;
        this.done = done;
        this.failures = failures;
    }

    /** A rollback to a baseline. */
    public static Rollback to(Baseline baseline) {
        return resumed(baseline, List.of());
    }

    /** A rollback of which the journal knows some outcomes already. */
    public static Rollback resumed(Baseline baseline, List<Restoration> outcomes) {
        List<String> names = new ArrayList<>();
        baseline.captured().forEach(thing -> names.add(thing.name()));
        Collections.reverse(names);
        for (int i = 0; i < outcomes.size(); i++) {
            if (i >= names.size() || !outcomes.get(i).name().equals(names.get(i))) {
                throw new IllegalArgumentException(
                        "outcome " + outcomes.get(i) + " does not fit the baseline " + names);
            }
        }
        return new Rollback(List.copyOf(names), List.copyOf(outcomes), 0);
    }

    /** What is to be done now. */
    public Effect effect() {
        return done.size() < names.size()
                ? new Effect.Restore(names.get(done.size()), failures + 1)
                : new Effect.Finish(new RollbackReport(done));
    }

    /** The rollback after a restorable was tried. */
    public Rollback tried(Restoration outcome) {
        if (!(effect() instanceof Effect.Restore restore) || !restore.name().equals(outcome.name())) {
            throw new IllegalStateException("the rollback did not ask for " + outcome.name() + " but for " + effect());
        }
        if (!outcome.isBack() && failures + 1 < ATTEMPTS) {
            return new Rollback(names, done, failures + 1);
        }
        List<Restoration> next = new ArrayList<>(done);
        next.add(outcome);
        return new Rollback(names, List.copyOf(next), 0);
    }

    /** What became of the restorables so far, in order. */
    public List<Restoration> outcomes() {
        return done;
    }

    /** Something that the rollback wants done. */
    public sealed interface Effect {

        /** Restore the thing of that name; the attempt counts from 1. */
        record Restore(String name, int attempt) implements Effect {}

        /** Nothing is left to do. */
        record Finish(RollbackReport report) implements Effect {}
    }
}
