package io.jenkins.plugins.promotion.engine.history;

import io.jenkins.plugins.promotion.engine.approval.Approval;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.Severity;
import io.jenkins.plugins.promotion.engine.journal.Journal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalException;
import io.jenkins.plugins.promotion.engine.rollback.Baseline;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A deployment's own lines in its journal. The kinds are the contract with displays, records and reports. */
public final class DeploymentJournal {
    /** The deployment begins: its {@link Deployment}'s facts. */
    public static final String BEGUN = "deployment.begun";
    /** A phase begins: {@code phase}. */
    public static final String PHASE = "phase.begun";
    /** A phase ended: {@code phase}, {@code ok}, {@code detail}. */
    public static final String PHASE_ENDED = "phase.ended";
    /** A finding of the preflight, or a warning of the way back. */
    public static final String FINDING = "finding";
    /** What is going to be done: {@code digest}, {@code previous}, {@code slot}, {@code difference} of the configuration. */
    public static final String PLAN = "plan";
    /** Somebody's approval that counts: {@code who}, {@code at} in epoch milliseconds, {@code reason}; all of it: {@code text}. */
    public static final String APPROVAL = "approval";
    /** The environment's lease was taken: {@code token}. */
    public static final String LEASE = "lease";
    /** The configuration is about to be published: {@code digest}. */
    public static final String CONFIGURATION_INTENT = "configuration.intent";
    /** The configuration was published: {@code version}, {@code digest}. */
    public static final String CONFIGURATION = "configuration.published";
    /** Something was done to a secret: {@code name}, {@code action}, {@code version}. */
    public static final String SECRET = "secret.outcome";
    /** What the deployment left behind: {@code captured} as in a baseline. */
    public static final String AFTER = "deployment.after";
    /** The deployment ended: {@code result}, {@code cause}. */
    public static final String ENDED = "deployment.ended";

    private final Journal journal;

    public DeploymentJournal(Journal journal) {
        this.journal = journal;
    }

    public void begin(Deployment deployment) throws JournalException {
        journal.commit(BEGUN, deployment.facts());
    }

    public void beginPhase(String phase) throws JournalException {
        journal.commit(PHASE, Map.of("phase", phase));
    }

    public void endPhase(String phase, boolean ok, String detail) throws JournalException {
        journal.commit(PHASE_ENDED, Map.of("phase", phase, "ok", ok, "detail", detail));
    }

    public void find(Finding finding) throws JournalException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("check", finding.check());
        facts.put("severity", finding.severity().name());
        facts.put("subject", finding.subject());
        facts.put("expected", finding.expected());
        facts.put("butWas", finding.butWas());
        facts.put("remedy", finding.remedy());
        journal.note(FINDING, facts);
    }

    /** The finding that an entry of the kind {@link #FINDING} tells. */
    public static Finding finding(JournalEntry entry) {
        return new Finding(
                entry.text("check"),
                Severity.valueOf(entry.text("severity")),
                entry.text("subject"),
                entry.text("expected"),
                entry.text("butWas"),
                entry.text("remedy"));
    }

    public void plan(String digest, String previous, String slot) throws JournalException {
        journal.commit(PLAN, Map.of("digest", digest, "previous", previous, "slot", slot));
    }

    public void approve(Approval approval) throws JournalException {
        String when = Instant.ofEpochMilli(approval.at())
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        String text = approval.who() + " at " + when + (approval.reason().isEmpty() ? "" : ": " + approval.reason());
        journal.commit(
                APPROVAL,
                Map.of("who", approval.who(), "at", approval.at(), "reason", approval.reason(), "text", text));
    }

    public void after(Baseline baseline) throws JournalException {
        List<Map<String, Object>> things = new ArrayList<>();
        baseline.captured().forEach(thing -> things.add(Map.of("name", thing.name(), "state", thing.state())));
        journal.commit(AFTER, Map.of("captured", things));
    }

    public void end(Result result, String cause) throws JournalException {
        journal.commit(ENDED, Map.of("result", result.name(), "cause", cause));
    }
}
