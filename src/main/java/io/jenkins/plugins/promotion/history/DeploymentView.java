package io.jenkins.plugins.promotion.history;

import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.PhaseRecord;
import io.jenkins.plugins.promotion.engine.history.RecordReader;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalException;
import io.jenkins.plugins.promotion.engine.rollback.Restoration;
import io.jenkins.plugins.promotion.engine.rollout.Standing;
import io.jenkins.plugins.promotion.host.BuildDeployments;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A deployment as a page shows it. */
public final class DeploymentView {
    private final DeploymentRecord record;
    private final TrafficView traffic;

    private DeploymentView(DeploymentRecord record, Optional<Standing> standing) {
        this.record = record;
        this.traffic = new TrafficView(record, standing);
    }

    /** As the kept record tells it. */
    static DeploymentView of(DeploymentRecord record) {
        return new DeploymentView(record, Optional.empty());
    }

    /** If it is at work, as its journal tells it now: a record is kept at the end of a phase, and a switch is a long one. */
    static DeploymentView now(BuildDeployments kept, DeploymentRecord record) {
        if (record.result() == Result.RUNNING) {
            try {
                List<JournalEntry> journal = kept.journal(record.deployment());
                if (!journal.isEmpty()) {
                    return new DeploymentView(RecordReader.read(journal), Standing.of(journal));
                }
            } catch (JournalException | IllegalArgumentException e) {
                // A journal that cannot be read stops the deployment, not the page.
            }
        }
        return of(record);
    }

    public String getId() {
        return record.deployment().id();
    }

    public String getApplication() {
        return record.deployment().application();
    }

    public String getEnvironment() {
        return record.deployment().environment();
    }

    public String getRelease() {
        return record.deployment().release();
    }

    public String getPrevious() {
        return record.previous();
    }

    public String getSlot() {
        return record.slot();
    }

    public String getRequester() {
        return record.deployment().requester();
    }

    public String getCause() {
        return record.cause();
    }

    /** Why it did not succeed, in short: what the phase that failed says; empty if it did. */
    public String getReason() {
        return record.phases().stream()
                .filter(phase ->
                        phase.endedAt() != 0 && !phase.ok() && !phase.detail().isEmpty())
                .map(PhaseRecord::detail)
                .findFirst()
                .orElse(record.cause());
    }

    public String getPlanDigest() {
        return record.planDigest();
    }

    public List<String> getApprovals() {
        return record.approvals();
    }

    public Map<String, String> getConfiguration() {
        return new TreeMap<>(record.configuration());
    }

    /** Version ids by name. */
    public Map<String, String> getSecrets() {
        return new TreeMap<>(record.secrets());
    }

    public String getResult() {
        return record.result().name();
    }

    public String getResultInWords() {
        return Words.of(record.result());
    }

    public boolean isRunning() {
        return record.result() == Result.RUNNING;
    }

    /** A symbol of Jenkins' own; the words stand beside it, for people who cannot tell colours. */
    public String getSymbol() {
        return switch (record.result()) {
            case SUCCEEDED -> "symbol-status-blue";
            case ROLLED_BACK -> "symbol-status-yellow";
            case FAILED, NEEDS_A_PERSON -> "symbol-status-red";
            case RUNNING -> "symbol-status-nobuilt-anime";
        };
    }

    /** Epoch milliseconds. */
    public long getStartedAt() {
        return record.deployment().startedAt();
    }

    public Date getStarted() {
        return new Date(record.deployment().startedAt());
    }

    /** How long it took, or has taken so far. */
    public String getDuration() {
        long end = record.endedAt() == 0 ? System.currentTimeMillis() : record.endedAt();
        return Util.getTimeSpanString(Math.max(0, end - record.deployment().startedAt()));
    }

    public TrafficView getTraffic() {
        return traffic;
    }

    /** The build, by its name: {@code storefront #12}; loads nothing. */
    public String getBuild() {
        return record.deployment().run().replace("#", " #");
    }

    /** The path of the build's page below Jenkins' root; loads nothing. */
    public String getBuildUrl() {
        String run = record.deployment().run();
        int number = run.lastIndexOf('#');
        StringBuilder url = new StringBuilder();
        for (String part : run.substring(0, Math.max(0, number)).split("/")) {
            url.append("job/").append(Util.rawEncode(part)).append('/');
        }
        return url + run.substring(number + 1) + "/";
    }

    /** Whether the build is still there. */
    public boolean isBuildThere() {
        return Run.fromExternalizableId(record.deployment().run()) != null;
    }

    public List<FindingView> getFindings() {
        return record.findings().stream().map(FindingView::new).toList();
    }

    public List<RestorationView> getRestored() {
        return record.restored().stream().map(RestorationView::new).toList();
    }

    public List<PhaseView> getPhases() {
        return record.phases().stream().map(PhaseView::new).toList();
    }

    /** What it does now, in words: what the rollout is at, or the last phase that has begun. */
    public String getDoing() {
        List<PhaseRecord> phases = record.phases();
        return !traffic.getDoing().isEmpty() || phases.isEmpty()
                ? traffic.getDoing()
                : phases.get(phases.size() - 1).name();
    }

    /**
     * Where it stands, for those who hear it.
     *
     * @param gates the digests of the plans that somebody is asked to approve
     */
    String inWords(Set<String> gates) {
        String now = Messages.DeploymentView_inWords(
                record.deployment().release(), record.deployment().environment(), stage(gates), traffic.getInWords());
        return now.strip();
    }

    private String stage(Set<String> gates) {
        List<PhaseRecord> phases = record.phases();
        if (!isRunning() || phases.isEmpty()) {
            return getResultInWords();
        }
        return gates.contains(record.planDigest())
                ? Messages.DeploymentView_gate()
                : phases.get(phases.size() - 1).name();
    }

    boolean isLive() {
        return isLive(record);
    }

    /** Whether it made its release live. */
    static boolean isLive(DeploymentRecord record) {
        return record.result() == Result.SUCCEEDED;
    }

    /** A finding as a page shows it. */
    public record FindingView(String severity, String subject, String expected, String butWas, String remedy) {
        FindingView(Finding finding) {
            this(
                    Words.of(finding.severity()),
                    finding.subject(),
                    finding.expected(),
                    finding.butWas(),
                    finding.remedy());
        }
    }

    /** What became of a thing that was to be brought back, as a page shows it. */
    public record RestorationView(String name, String result, String detail) {
        RestorationView(Restoration restored) {
            this(restored.name(), Words.of(restored.result()), restored.detail());
        }
    }

    /** A phase as a page shows it. */
    public static final class PhaseView {
        private final PhaseRecord phase;

        PhaseView(PhaseRecord phase) {
            this.phase = phase;
        }

        public String getName() {
            return phase.name();
        }

        /** {@code running}, {@code done} or {@code failed}: a part of a CSS class. */
        public String getState() {
            return phase.endedAt() == 0 ? "running" : phase.ok() ? "done" : "failed";
        }

        public String getStateInWords() {
            return Words.of(phase);
        }

        public String getDuration() {
            return phase.endedAt() == 0 ? "" : Util.getTimeSpanString(phase.endedAt() - phase.startedAt());
        }

        public String getDetail() {
            return phase.detail();
        }
    }
}
