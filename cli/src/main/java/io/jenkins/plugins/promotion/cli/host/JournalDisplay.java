package io.jenkins.plugins.promotion.cli.host;

import io.jenkins.plugins.promotion.cli.Display;
import io.jenkins.plugins.promotion.engine.history.DeploymentJournal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalListener;
import io.jenkins.plugins.promotion.engine.rollback.RollbackDriver;
import io.jenkins.plugins.promotion.engine.rollout.Phase;
import io.jenkins.plugins.promotion.engine.rollout.RolloutJournal;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.time.Instant;

/** Shows a deployment's journal as it is written: what the display says is what the journal says. */
public final class JournalDisplay implements JournalListener {
    private final String environment;
    private final Display display;
    private String rolloutPhase = "";
    private int steps;

    public JournalDisplay(String environment, Display display) {
        this.environment = environment;
        this.display = display;
    }

    @Override
    public void after(JournalEntry entry) {
        switch (entry.kind()) {
            case DeploymentJournal.PHASE -> display.phase(environment, entry.text("phase"), Display.State.STARTED);
            case DeploymentJournal.PHASE_ENDED ->
                display.phase(
                        environment,
                        entry.text("phase"),
                        Boolean.TRUE.equals(entry.data().get("ok")) ? Display.State.DONE : Display.State.FAILED);
            case DeploymentJournal.APPROVAL -> display.line(environment + ": " + entry.text("text"));
            case RolloutJournal.PLAN ->
                steps = ((java.util.List<?>) entry.data().get("steps")).size();
            case RolloutJournal.STATE -> rollout(entry);
            case RolloutJournal.APPLIED -> applied(entry);
            case RolloutJournal.LOOK -> look(entry);
            case RolloutJournal.FINISHED -> finished(entry);
            case RollbackDriver.OUTCOME ->
                display.line(environment + ": " + entry.text("name") + " "
                        + entry.text("result").toLowerCase(java.util.Locale.ROOT) + ", " + entry.text("detail"));
            default -> {}
        }
    }

    private void rollout(JournalEntry entry) {
        Phase phase = Phase.valueOf(entry.text("phase"));
        String name = phase.part(entry.number("step") >= steps);
        if (!name.equals(rolloutPhase)) {
            end(Display.State.DONE);
            rolloutPhase = name;
            display.phase(environment, name, Display.State.STARTED);
        }
        if (phase == Phase.WATCHING && entry.number("watchUntil") > entry.at()) {
            display.countdown(environment, name, Instant.ofEpochMilli(entry.number("watchUntil")));
        }
        if (phase == Phase.RETURNING || phase == Phase.CONFIRMING_RETURN) {
            display.line(environment + ": going back: " + entry.text("cause"));
        }
    }

    private void end(Display.State state) {
        if (!rolloutPhase.isEmpty()) {
            display.phase(environment, rolloutPhase, state);
        }
        rolloutPhase = "";
    }

    private void applied(JournalEntry entry) {
        if (Boolean.TRUE.equals(entry.data().get("ok"))) {
            display.weights(environment, new TrafficSplit((int) entry.number("blue"), (int) entry.number("green")));
        } else {
            display.line(environment + ": the router did not take it: " + entry.text("detail"));
        }
    }

    private void look(JournalEntry entry) {
        String look = entry.text("look");
        boolean good = Boolean.TRUE.equals(entry.data().get("good"));
        if (look.startsWith("probe ")) {
            display.probe(environment, Slot.of(look.substring("probe ".length())), good, entry.text("detail"));
        } else if (!good) {
            display.line(environment + ": " + look + ": " + entry.text("detail"));
        }
    }

    private void finished(JournalEntry entry) {
        end(entry.text("result").equals("SWITCHED") ? Display.State.DONE : Display.State.FAILED);
        if (!entry.text("cause").isEmpty()) {
            display.line(environment + ": " + entry.text("cause"));
        }
    }
}
