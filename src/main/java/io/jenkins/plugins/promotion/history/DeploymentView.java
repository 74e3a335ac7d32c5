package io.jenkins.plugins.promotion.history;

import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.PhaseRecord;
import io.jenkins.plugins.promotion.engine.rollback.Restoration;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A deployment as a page shows it. */
public final class DeploymentView {
    private final DeploymentRecord record;

    private DeploymentView(DeploymentRecord record) {
        this.record = record;
    }

    static DeploymentView of(DeploymentRecord record) {
        return new DeploymentView(record);
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
        return getResult().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** For a class of the design library, and for people who cannot tell colours: the words stand beside it. */
    public String getColour() {
        return switch (record.result()) {
            case SUCCEEDED -> "success";
            case ROLLED_BACK -> "warning";
            case FAILED, NEEDS_A_PERSON -> "error";
            case RUNNING -> "info";
        };
    }

    /** A symbol of Jenkins' own. */
    public String getSymbol() {
        return switch (record.result()) {
            case SUCCEEDED -> "symbol-status-blue";
            case ROLLED_BACK -> "symbol-status-yellow";
            case FAILED, NEEDS_A_PERSON -> "symbol-status-red";
            case RUNNING -> "symbol-status-blue-anime";
        };
    }

    public Date getStarted() {
        return new Date(record.deployment().startedAt());
    }

    /** How long it took, or has taken so far. */
    public String getDuration() {
        long end = record.endedAt() == 0 ? System.currentTimeMillis() : record.endedAt();
        return Util.getTimeSpanString(Math.max(0, end - record.deployment().startedAt()));
    }

    /** Where the traffic stood at the end; empty if it was not seen. */
    public String getTraffic() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(record.live()).forEach((slot, weight) -> text.append(text.isEmpty() ? "" : ", ")
                .append(slot)
                .append(' ')
                .append(weight)
                .append(" %"));
        return text.toString();
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

    public List<Finding> getFindings() {
        return record.findings();
    }

    public List<Restoration> getRestored() {
        return record.restored();
    }

    public List<PhaseView> getPhases() {
        return record.phases().stream().map(PhaseView::new).toList();
    }

    boolean isLive() {
        return record.result() == io.jenkins.plugins.promotion.engine.history.Result.SUCCEEDED;
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

        /** {@code running}, {@code done} or {@code failed}. */
        public String getState() {
            return phase.endedAt() == 0 ? "running" : phase.ok() ? "done" : "failed";
        }

        public String getDuration() {
            return phase.endedAt() == 0 ? "" : Util.getTimeSpanString(phase.endedAt() - phase.startedAt());
        }

        public String getDetail() {
            return phase.detail();
        }
    }
}
