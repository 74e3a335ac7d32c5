package io.jenkins.plugins.promotion.history;

import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.PhaseRecord;
import io.jenkins.plugins.promotion.engine.history.Result;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * What {@code build.xml} keeps of a deployment: at most 2 KB, plain fields, epoch milliseconds. Its names are read for ever;
 * the full record is in the build's directory.
 */
@ExportedBean(defaultVisibility = 2)
public final class DeploymentSummary {
    private static final int LONGEST_TEXT = 300;
    private static final int MOST_PHASES = 12;

    private final String id;
    private final String application;
    private final String environment;
    private final String release;
    private final String requester;
    private final String result;
    private final String cause;
    private final long startedAt;
    private final long endedAt;
    private final String previous;
    private final String slot;
    private final String planDigest;
    private final int blue;
    private final int green;
    private final List<String> phases;

    private DeploymentSummary(DeploymentRecord record) {
        this.id = record.deployment().id();
        this.application = record.deployment().application();
        this.environment = record.deployment().environment();
        this.release = record.deployment().release();
        this.requester = bounded(record.deployment().requester(), 100);
        this.result = record.result().name();
        this.cause = bounded(record.cause(), LONGEST_TEXT);
        this.startedAt = record.deployment().startedAt();
        this.endedAt = record.endedAt();
        this.previous = record.previous();
        this.slot = record.slot();
        this.planDigest = record.planDigest();
        this.blue = record.live().getOrDefault("blue", -1);
        this.green = record.live().getOrDefault("green", -1);
        this.phases = new ArrayList<>(record.phases().stream()
                .skip(Math.max(0, record.phases().size() - MOST_PHASES))
                .map(DeploymentSummary::phase)
                .toList());
    }

    static DeploymentSummary of(DeploymentRecord record) {
        return new DeploymentSummary(record);
    }

    private static String phase(PhaseRecord phase) {
        return phase.name() + (phase.endedAt() == 0 ? " running" : phase.ok() ? " ok" : " failed");
    }

    private static String bounded(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }

    @Exported
    public String getId() {
        return id;
    }

    @Exported
    public String getApplication() {
        return application;
    }

    @Exported
    public String getEnvironment() {
        return environment;
    }

    @Exported
    public String getRelease() {
        return release;
    }

    /** Who asked for it. */
    @Exported
    public String getRequester() {
        return requester;
    }

    /** A name of {@link Result}. */
    @Exported
    public String getResult() {
        return result;
    }

    /** Why it did not succeed; empty if it did. */
    @Exported
    public String getCause() {
        return cause;
    }

    /** Epoch milliseconds. */
    @Exported
    public long getStartedAt() {
        return startedAt;
    }

    /** Epoch milliseconds; 0 while it runs. */
    @Exported
    public long getEndedAt() {
        return endedAt;
    }

    /** The release that was live before; empty if there was none. */
    @Exported
    public String getPrevious() {
        return previous;
    }

    /** Where the release was put. */
    @Exported
    public String getSlot() {
        return slot;
    }

    /** What was approved. */
    @Exported
    public String getPlanDigest() {
        return planDigest;
    }

    /** Percent of traffic at the end; -1 if it was not seen. */
    @Exported
    public int getBlue() {
        return blue;
    }

    /** Percent of traffic at the end; -1 if it was not seen. */
    @Exported
    public int getGreen() {
        return green;
    }

    /** Name and state, the newest last. */
    @Exported
    public List<String> getPhases() {
        return List.copyOf(phases);
    }

    /** Whether something more may happen. */
    public boolean isRunning() {
        return result.equals(Result.RUNNING.name());
    }

    boolean isSameAs(DeploymentSummary other) {
        return result.equals(other.result) && phases.equals(other.phases) && planDigest.equals(other.planDigest);
    }

    /** The result for people: {@code needs a person}. */
    public String getResultInWords() {
        return Words.of(Result.valueOf(result));
    }
}
