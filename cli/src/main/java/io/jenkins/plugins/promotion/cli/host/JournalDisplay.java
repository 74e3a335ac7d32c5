package io.jenkins.plugins.promotion.cli.host;

import io.jenkins.plugins.promotion.cli.Display;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.Severity;
import io.jenkins.plugins.promotion.engine.history.DeploymentJournal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalListener;
import io.jenkins.plugins.promotion.engine.rollback.RollbackDriver;
import io.jenkins.plugins.promotion.engine.rollout.Outcome;
import io.jenkins.plugins.promotion.engine.rollout.Phase;
import io.jenkins.plugins.promotion.engine.rollout.RolloutJournal;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Shows a deployment's journal as it is written: what the display says is what the journal says. */
public final class JournalDisplay implements JournalListener {
    private static final String SECRETS = "secrets";
    private static final String DEPLOY = "deploy";
    private static final String ROLLBACK = "rollback";

    private final String environment;
    private final Display display;
    /** The part under way that is no phase of the journal's own; empty if none is. */
    private String shown = "";

    private int steps;
    private Slot to = Slot.BLUE;
    /** The new slot's percent. */
    private long weight;

    public JournalDisplay(String environment, Display display) {
        this.environment = environment;
        this.display = display;
    }

    @Override
    public void after(JournalEntry entry) {
        switch (entry.kind()) {
            case DeploymentJournal.PHASE -> begin(entry.text("phase"));
            case DeploymentJournal.PHASE_ENDED -> ended(entry);
            case DeploymentJournal.FINDING -> find(DeploymentJournal.finding(entry));
            case DeploymentJournal.ENDED -> end(Display.State.FAILED);
            case RolloutJournal.PLAN -> plan(entry);
            case RolloutJournal.STATE -> rollout(entry);
            case RolloutJournal.APPLIED -> applied(entry);
            case RolloutJournal.LOOK -> look(entry);
            case RolloutJournal.FINISHED -> finished(entry);
            case RollbackDriver.OUTCOME ->
                display.line(environment + ": " + entry.text("name") + " "
                        + entry.text("result").toLowerCase(Locale.ROOT) + ", " + entry.text("detail"));
            default -> {}
        }
    }

    /** A phase of the journal's own ends what was shown between two of them. */
    private void begin(String phase) {
        end(phase.equals(ROLLBACK) ? Display.State.FAILED : Display.State.DONE);
        display.phase(environment, phase, Display.State.STARTED);
    }

    /** After the secrets the pipeline deploys, of which the journal knows nothing until the rollout begins. */
    private void ended(JournalEntry entry) {
        boolean ok = Boolean.TRUE.equals(entry.data().get("ok"));
        display.phase(environment, entry.text("phase"), ok ? Display.State.DONE : Display.State.FAILED);
        if (ok && entry.text("phase").equals(SECRETS)) {
            show(DEPLOY);
        }
    }

    /** Errors are told with the end that they lead to. */
    private void find(Finding finding) {
        if (finding.severity() == Severity.WARNING) {
            display.line(environment + ": warning: " + finding);
        }
    }

    private void plan(JournalEntry entry) {
        steps = ((List<?>) entry.data().get("steps")).size();
        to = Slot.of(entry.text("to"));
        end(Display.State.DONE);
        show(Phase.VERIFYING.part(false));
    }

    private void show(String part) {
        shown = part;
        display.phase(environment, part, Display.State.STARTED);
    }

    private void rollout(JournalEntry entry) {
        Phase phase = Phase.valueOf(entry.text("phase"));
        String name = phase.part(entry.number("step") >= steps);
        boolean back = phase == Phase.RETURNING || phase == Phase.CONFIRMING_RETURN;
        if (!name.equals(shown)) {
            end(back ? Display.State.FAILED : Display.State.DONE);
            show(name);
        }
        if (phase == Phase.WATCHING && entry.number("watchUntil") > entry.at()) {
            String what = entry.number("step") >= steps ? name : weight + " %";
            display.countdown(environment, what, Instant.ofEpochMilli(entry.number("watchUntil")));
        }
        if (phase == Phase.RETURNING) {
            display.line(environment + ": going back: " + entry.text("cause"));
        }
    }

    private void end(Display.State state) {
        if (!shown.isEmpty()) {
            display.phase(environment, shown, state);
        }
        shown = "";
    }

    private void applied(JournalEntry entry) {
        if (Boolean.TRUE.equals(entry.data().get("ok"))) {
            weight = entry.number(to.toString());
            display.weights(environment, new TrafficSplit((int) entry.number("blue"), (int) entry.number("green")));
        } else {
            display.line(environment + ": the router did not take it: " + entry.text("detail"));
        }
    }

    private void look(JournalEntry entry) {
        String look = entry.text("look");
        boolean good = Boolean.TRUE.equals(entry.data().get("good"));
        if (look.startsWith("probe ")) {
            String detail = entry.text("detail");
            // Of a good one only how long it took: the rest is as it should be.
            String brief = good ? detail.substring(detail.lastIndexOf(',') + 1).strip() : detail;
            display.probe(environment, Slot.of(look.substring("probe ".length())), good, brief);
        } else if (!good) {
            display.line(environment + ": " + look + ": " + entry.text("detail"));
        }
    }

    private static boolean isGood(String result) {
        Outcome.Result ended = Outcome.Result.valueOf(result);
        return ended == Outcome.Result.SWITCHED || ended == Outcome.Result.RETURNED;
    }

    private void finished(JournalEntry entry) {
        end(isGood(entry.text("result")) ? Display.State.DONE : Display.State.FAILED);
        if (!entry.text("cause").isEmpty()) {
            display.line(environment + ": " + entry.text("cause"));
        }
    }
}
