package io.jenkins.plugins.promotion.engine.history;

import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.rollback.RollbackDriver;
import io.jenkins.plugins.promotion.engine.rollout.Outcome;
import io.jenkins.plugins.promotion.engine.rollout.Phase;
import io.jenkins.plugins.promotion.engine.rollout.RolloutJournal;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells the phases of a deployment from its journal: those that the journal names, those of the rollout, and between them
 * {@code deploy}, which the pipeline does and the journal therefore cannot see.
 */
final class PhaseReader {
    private static final String DEPLOY = "deploy";
    private static final String ROLLBACK = "rollback";
    private static final String SWITCH = "switch";
    private static final String RETURN = "return";

    private final List<PhaseRecord> phases = new ArrayList<>();
    /** The phase of the rollout that is under way; empty if none is. */
    private String rollout = "";

    private Slot to = Slot.BLUE;
    private int steps;
    private final List<String> weights = new ArrayList<>();

    List<PhaseRecord> phases() {
        return phases;
    }

    void read(JournalEntry entry) {
        switch (entry.kind()) {
            case DeploymentJournal.PHASE -> begin(entry.text("phase"), entry.at());
            case DeploymentJournal.PHASE_ENDED ->
                end(entry.text("phase"), entry.at(), isTrue(entry, "ok"), entry.text("detail"));
            case RollbackDriver.BEGUN -> rollBack(entry);
            case RolloutJournal.PLAN -> plan(entry);
            case RolloutJournal.STATE -> go(entry);
            case RolloutJournal.APPLIED -> apply(entry);
            case RolloutJournal.LOOK -> look(entry);
            case RolloutJournal.FINISHED -> finish(entry);
            default -> {}
        }
    }

    private void begin(String phase, long at) {
        phases.add(new PhaseRecord(phase, at, 0, false, ""));
    }

    /** A phase that a crash cut off was begun again; the newest is the one that ended. */
    private void end(String name, long at, boolean ok, String detail) {
        for (int i = phases.size() - 1; i >= 0; i--) {
            PhaseRecord phase = phases.get(i);
            if (phase.name().equals(name) && phase.endedAt() == 0) {
                phases.set(
                        i,
                        new PhaseRecord(name, phase.startedAt(), at, ok, detail.isEmpty() ? phase.detail() : detail));
                return;
            }
        }
    }

    private void plan(JournalEntry entry) {
        deploy(phases.size(), entry.at(), true, "");
        to = Slot.of(entry.text("to"));
        steps = ((List<?>) entry.data().get("steps")).size();
        weights.clear();
        rollout = Phase.VERIFYING.part(false);
        begin(rollout, entry.at());
    }

    /** From the end of the phase before that index; there is none in a return to an earlier release, which deploys nothing. */
    private void deploy(int index, long at, boolean ok, String detail) {
        if (index > 0 && phases.get(index - 1).ok()) {
            phases.add(index, new PhaseRecord(DEPLOY, phases.get(index - 1).endedAt(), at, ok, detail));
        }
    }

    /** A deployment that goes back before its rollout, although every phase so far went well, went wrong in between. */
    private void rollBack(JournalEntry entry) {
        int index = phases.size() - 1;
        boolean known = index >= 0 && phases.get(index).name().equals(ROLLBACK);
        boolean rolledOut = phases.stream().anyMatch(phase -> phase.name().equals(DEPLOY));
        if (known && !rolledOut) {
            deploy(index, phases.get(index).startedAt(), false, entry.text("cause"));
        }
    }

    private void go(JournalEntry entry) {
        String next = Phase.valueOf(entry.text("phase")).part(entry.number("step") >= steps);
        if (!rollout.isEmpty() && !next.equals(rollout)) {
            boolean back = next.equals(RETURN);
            end(rollout, entry.at(), !back, back ? entry.text("cause") : weights());
            rollout = next;
            begin(next, entry.at());
        }
    }

    private void apply(JournalEntry entry) {
        String weight = entry.number(to.toString()) + " %";
        if (isTrue(entry, "ok") && rollout.equals(SWITCH) && !weights.contains(weight)) {
            weights.add(weight);
        }
    }

    private String weights() {
        return rollout.equals(SWITCH) && !weights.isEmpty() ? to + " at " + String.join(", ", weights) : "";
    }

    /** What was seen last stays as what came of the phase, unless its end says more. */
    private void look(JournalEntry entry) {
        int last = phases.size() - 1;
        if (!rollout.isEmpty() && last >= 0 && phases.get(last).endedAt() == 0) {
            PhaseRecord phase = phases.get(last);
            phases.set(
                    last,
                    new PhaseRecord(
                            phase.name(),
                            phase.startedAt(),
                            0,
                            false,
                            entry.text("look") + ": " + entry.text("detail")));
        }
    }

    private void finish(JournalEntry entry) {
        Outcome.Result result = Outcome.Result.valueOf(entry.text("result"));
        boolean ok =
                switch (result) {
                    case SWITCHED, RETURNED -> true;
                    case UNCHANGED -> rollout.equals(RETURN);
                    case NEEDS_A_PERSON -> false;
                };
        end(rollout, entry.at(), ok, ok ? weights() : entry.text("cause"));
        rollout = "";
    }

    private static boolean isTrue(JournalEntry entry, String fact) {
        return Boolean.TRUE.equals(entry.data().get(fact));
    }
}
