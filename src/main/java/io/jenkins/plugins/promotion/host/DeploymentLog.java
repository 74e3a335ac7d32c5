package io.jenkins.plugins.promotion.host;

import hudson.model.TaskListener;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.engine.history.DeploymentJournal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalListener;
import io.jenkins.plugins.promotion.engine.rollback.RollbackDriver;
import io.jenkins.plugins.promotion.engine.rollout.RolloutJournal;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;

/** Tells in the build's log what the journal says, through the step that is at work on the deployment now. */
public final class DeploymentLog implements JournalListener {
    private static final ConcurrentHashMap<String, TaskListener> LOGS = new ConcurrentHashMap<>();

    private final Deployment deployment;
    private String rolloutPhase = "";
    private String unwell = "";

    DeploymentLog(Deployment deployment) {
        this.deployment = deployment;
    }

    /** From now on, this step's log tells of the deployment. */
    public static void tell(String id, TaskListener log) {
        LOGS.put(id, log);
    }

    /** Nothing more is going to happen. */
    public static void forget(String id) {
        LOGS.remove(id);
    }

    @Override
    public void after(JournalEntry entry) {
        switch (entry.kind()) {
            case DeploymentJournal.PHASE_ENDED ->
                say(
                        entry.text("phase"),
                        (Boolean.TRUE.equals(entry.data().get("ok")) ? Messages.Words_done() : Messages.Words_failed())
                                + detail(entry));
            case DeploymentJournal.APPROVAL -> say("approval", entry.text("text"));
            case RolloutJournal.STATE -> rollout(entry);
            case RolloutJournal.APPLIED -> applied(entry);
            case RolloutJournal.LOOK -> {
                look(entry.text("look"), Boolean.TRUE.equals(entry.data().get("good")), entry.text("detail"));
            }
            case RolloutJournal.FINISHED ->
                say("switch", entry.text("result").toLowerCase(Locale.ROOT).replace('_', ' ') + cause(entry));
            case RollbackDriver.OUTCOME ->
                say(
                        "rollback",
                        entry.text("name") + " " + entry.text("result").toLowerCase(Locale.ROOT) + detail(entry));
            default -> {}
        }
    }

    /** What is not well is said once, and again after it was well; it is looked at every few seconds. */
    private void look(String what, boolean good, String detail) {
        if (!good && !what.equals(unwell)) {
            say(what, detail);
        }
        unwell = good ? "" : what;
    }

    private void rollout(JournalEntry entry) {
        String phase = entry.text("phase").toLowerCase(Locale.ROOT).replace('_', ' ');
        if (!phase.equals(rolloutPhase)) {
            rolloutPhase = phase;
            say("switch", phase + cause(entry));
        }
    }

    private void applied(JournalEntry entry) {
        say(
                "traffic",
                Boolean.TRUE.equals(entry.data().get("ok"))
                        ? Messages.TrafficView_split(entry.number("blue"), entry.number("green"))
                        : Messages.DeploymentLog_notTaken() + detail(entry));
    }

    private static String detail(JournalEntry entry) {
        return entry.text("detail").isEmpty() ? "" : ": " + entry.text("detail");
    }

    private static String cause(JournalEntry entry) {
        return entry.text("cause").isEmpty() ? "" : ": " + entry.text("cause");
    }

    private void say(String what, String text) {
        TaskListener log = LOGS.get(deployment.id());
        if (log != null) {
            String line = "[" + deployment.environment() + "] " + what + ": " + text;
            log.getLogger().println(LogMask.of(deployment.run()).mask(line));
        }
    }
}
