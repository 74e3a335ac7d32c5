package io.jenkins.plugins.promotion.engine.history;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.rollback.Baseline;
import io.jenkins.plugins.promotion.engine.rollback.Restoration;
import io.jenkins.plugins.promotion.engine.rollback.RollbackDriver;
import io.jenkins.plugins.promotion.engine.rollout.RolloutJournal;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a deployment's record from its journal, also from the journal of a deployment that is still at work. */
public final class RecordReader {
    /** The name of the restorable whose state says how the slots share the traffic. */
    private static final String TRAFFIC = "traffic";

    private static final String PREFLIGHT = "preflight";

    private Deployment deployment;
    private Result result = Result.RUNNING;
    private String cause = "";
    private long endedAt;
    private String previous = "";
    private String slot = "";
    private String planDigest = "";
    private final List<String> approvals = new ArrayList<>();
    private final PhaseReader phases = new PhaseReader();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, String> configuration = new LinkedHashMap<>();
    private final Map<String, String> secrets = new LinkedHashMap<>();
    private Baseline baseline = new Baseline(List.of());
    private Baseline after = new Baseline(List.of());
    private final Map<String, Integer> live = new LinkedHashMap<>();

    private RecordReader() {}

    /**
     * The record that the journal tells.
     *
     * @throws IllegalArgumentException if the journal is not a deployment's
     */
    public static DeploymentRecord read(List<JournalEntry> journal) {
        RecordReader reader = new RecordReader();
        journal.forEach(reader::read);
        if (reader.deployment == null) {
            throw new IllegalArgumentException("the journal does not begin with a deployment");
        }
        return reader.record(journal);
    }

    private DeploymentRecord record(List<JournalEntry> journal) {
        return new DeploymentRecord(
                deployment,
                result,
                cause,
                endedAt,
                previous,
                slot,
                planDigest,
                approvals,
                phases.phases(),
                findings,
                configuration,
                secrets,
                baseline,
                after,
                RollbackDriver.outcomes(journal),
                live);
    }

    private void read(JournalEntry entry) {
        phases.read(entry);
        switch (entry.kind()) {
            case DeploymentJournal.PHASE -> begin(entry.text("phase"));
            case DeploymentJournal.BEGUN ->
                deployment = new Deployment(
                        entry.text("id"),
                        entry.text("application"),
                        entry.text("environment"),
                        entry.text("release"),
                        entry.text("run"),
                        entry.text("requester"),
                        entry.at());
            case DeploymentJournal.FINDING -> find(entry);
            case DeploymentJournal.PLAN -> {
                planDigest = entry.text("digest");
                previous = entry.text("previous");
                slot = entry.text("slot");
            }
            case DeploymentJournal.APPROVAL -> approve(entry.text("text"));
            case DeploymentJournal.CONFIGURATION -> {
                configuration.put("version", entry.text("version"));
                configuration.put("digest", entry.text("digest"));
            }
            case DeploymentJournal.SECRET -> secrets.put(entry.text("name"), entry.text("version"));
            case DeploymentJournal.AFTER -> after = RollbackDriver.captured(entry);
            case RolloutJournal.FINISHED -> see(entry.data());
            case RollbackDriver.BASELINE -> baseline = RollbackDriver.captured(entry);
            case RollbackDriver.OUTCOME -> comeBack(entry);
            case DeploymentJournal.ENDED -> {
                result = Result.valueOf(entry.text("result"));
                cause = entry.text("cause");
                endedAt = entry.at();
            }
            default -> {}
        }
    }

    /** A preflight looks at everything anew: its report takes the place of the one before. */
    private void begin(String phase) {
        if (phase.equals(PREFLIGHT)) {
            findings.clear();
        }
    }

    /** A way back that a crash cut off tells its warnings again. */
    private void find(JournalEntry entry) {
        Finding finding = DeploymentJournal.finding(entry);
        if (!findings.contains(finding)) {
            findings.add(finding);
        }
    }

    /** A phase that a crash cut off tells its approvals again. */
    private void approve(String text) {
        if (!approvals.contains(text)) {
            approvals.add(text);
        }
    }

    /** A rollback that restored the traffic, or failed to, knows better than the rollout before it. */
    private void comeBack(JournalEntry entry) {
        if (entry.text("name").equals(TRAFFIC)) {
            boolean back = Restoration.Result.valueOf(entry.text("result")).isBack();
            see(back ? baseline.of(TRAFFIC).orElse(Map.of()) : Map.of());
        }
    }

    private void see(Map<String, ?> split) {
        live.clear();
        for (Slot slot : Slot.values()) {
            if (split.get(slot.toString()) != null) {
                live.put(
                        slot.toString(),
                        Integer.valueOf(split.get(slot.toString()).toString()));
            }
        }
    }
}
