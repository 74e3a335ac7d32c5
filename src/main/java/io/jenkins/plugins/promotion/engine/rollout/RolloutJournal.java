package io.jenkins.plugins.promotion.engine.rollout;

import io.jenkins.plugins.promotion.engine.journal.Journal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A rollout's part of the journal: the plan once, the state before every effect that changes something, what was seen.
 * The kinds are the contract with displays and reports.
 */
public final class RolloutJournal {
    /** The plan, when the rollout begins. */
    public static final String PLAN = "rollout.plan";
    /** A new phase or step, or the intent to apply a split: {@code phase}, {@code step}, {@code blue} where applied. */
    public static final String STATE = "rollout.state";
    /** The router's answer to a split. */
    public static final String APPLIED = "rollout.applied";
    /** A look at a slot or at the data plane: {@code look}, {@code good}, {@code detail}. */
    public static final String LOOK = "rollout.look";
    /** The look by which a split is seen to be live. */
    static final String DATA_PLANE = "data plane";
    /** The end: {@code result}, {@code cause}. */
    public static final String FINISHED = "rollout.finished";

    private final Journal journal;

    RolloutJournal(Journal journal) {
        this.journal = journal;
    }

    /** The rollout that the journal tells of, if one had begun and not ended. */
    static Optional<Rollout> unfinished(Journal journal) {
        Optional<JournalEntry> plan = journal.last(PLAN);
        if (plan.isEmpty() || finishedAfter(journal, plan.get().number())) {
            return Optional.empty();
        }
        RolloutState state = journal.last(STATE)
                .filter(entry -> entry.number() > plan.get().number())
                .map(RolloutJournal::state)
                .orElseGet(RolloutState::new);
        return Optional.of(Rollout.of(plan(plan.get()), state));
    }

    /** How the newest rollout that the journal tells of ended; empty if it has not. */
    public static Optional<Outcome> ended(Journal journal) {
        long plan = journal.last(PLAN).map(JournalEntry::number).orElse(0L);
        return journal.last(FINISHED).filter(entry -> entry.number() > plan).map(RolloutJournal::outcome);
    }

    private static Outcome outcome(JournalEntry entry) {
        Optional<TrafficSplit> split = entry.data().containsKey("blue")
                ? Optional.of(new TrafficSplit((int) entry.number("blue"), (int) entry.number("green")))
                : Optional.empty();
        return new Outcome(Outcome.Result.valueOf(entry.text("result")), split, entry.text("cause"));
    }

    private static boolean finishedAfter(Journal journal, long number) {
        return journal.last(FINISHED).filter(entry -> entry.number() > number).isPresent();
    }

    void begin(RolloutPlan plan) throws JournalException {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("release", plan.release());
        data.put("live", plan.live());
        data.put("to", plan.to().toString());
        List<Map<String, Object>> steps = new ArrayList<>();
        plan.steps().forEach(step -> steps.add(Map.of("weight", step.weight(), "hold", step.hold())));
        data.put("steps", steps);
        data.put("soak", plan.soak());
        data.put("drain", plan.drain());
        data.put("every", plan.every());
        data.put("healthyAfter", plan.healthyAfter());
        data.put("unhealthyAfter", plan.unhealthyAfter());
        data.put("startWithin", plan.startWithin());
        data.put("confirmWithin", plan.confirmWithin());
        journal.commit(PLAN, data);
    }

    static RolloutPlan plan(JournalEntry entry) {
        List<RolloutPlan.Step> steps = new ArrayList<>();
        for (Object step : (List<?>) entry.data().get("steps")) {
            Map<?, ?> map = (Map<?, ?>) step;
            steps.add(new RolloutPlan.Step(
                    ((Number) map.get("weight")).intValue(), ((Number) map.get("hold")).longValue()));
        }
        return new RolloutPlan(
                entry.text("release"),
                entry.text("live"),
                Slot.of(entry.text("to")),
                steps,
                entry.number("soak"),
                entry.number("drain"),
                entry.number("every"),
                (int) entry.number("healthyAfter"),
                (int) entry.number("unhealthyAfter"),
                entry.number("startWithin"),
                entry.number("confirmWithin"));
    }

    /**
     * Writes where the rollout stands before its effect is performed.
     *
     * @param foreseen whether the lines that are on disk already say that this may be done next: then this one need not be
     *     waited for
     */
    void intend(Rollout rollout, Effect effect, boolean foreseen) throws JournalException {
        RolloutState state = rollout.state();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("phase", state.phase.name());
        data.put("step", state.step);
        if (effect instanceof Effect.Apply apply) {
            data.put("blue", apply.split().blue());
            data.put("green", apply.split().green());
        }
        data.put("moved", state.moved);
        data.put("drained", state.drained);
        data.put("deadline", state.deadline);
        data.put("watchUntil", state.watchUntil);
        data.put("seenBlue", state.seenBlue);
        data.put("cause", state.cause);
        if (foreseen) {
            journal.note(STATE, data);
        } else {
            journal.commit(STATE, data);
        }
    }

    /** Streaks and attempts are not kept: whoever restarts looks again. */
    static RolloutState state(JournalEntry entry) {
        RolloutState state = new RolloutState();
        state.phase = Phase.valueOf(entry.text("phase"));
        state.step = (int) entry.number("step");
        state.moved = Boolean.TRUE.equals(entry.data().get("moved"));
        state.drained = Boolean.TRUE.equals(entry.data().get("drained"));
        state.deadline = entry.number("deadline");
        state.watchUntil = entry.number("watchUntil");
        state.seenBlue = (int) entry.number("seenBlue");
        state.cause = entry.text("cause");
        return state;
    }

    void applied(TrafficSplit split, String failure) throws JournalException {
        journal.commit(
                APPLIED,
                Map.of("blue", split.blue(), "green", split.green(), "ok", failure.isEmpty(), "detail", failure));
    }

    void looked(String look, Lookout.Sighting sighting) throws JournalException {
        journal.glimpse(LOOK, Map.of("look", look, "good", sighting.good(), "detail", sighting.detail()));
    }

    void finish(Outcome outcome) throws JournalException {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("result", outcome.result().name());
        outcome.split().ifPresent(split -> {
            data.put("blue", split.blue());
            data.put("green", split.green());
        });
        data.put("cause", outcome.cause());
        journal.commit(FINISHED, data);
    }
}
