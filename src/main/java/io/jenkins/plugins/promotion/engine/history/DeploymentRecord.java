package io.jenkins.plugins.promotion.engine.history;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.rollback.Baseline;
import io.jenkins.plugins.promotion.engine.rollback.Restoration;
import java.util.List;
import java.util.Map;

/**
 * All that history keeps of a deployment; made from its journal, and never more than the journal says.
 *
 * @param deployment which
 * @param result how it ended, or stands
 * @param cause why it did not succeed; empty if it did
 * @param endedAt epoch milliseconds; 0 while it runs
 * @param previous the release that was live before; empty if there was none
 * @param slot where the release was put: {@code blue}, {@code green}, or empty before that was decided
 * @param planDigest what was approved
 * @param approvals who agreed, one line each
 * @param phases in order
 * @param findings of the preflight
 * @param configuration version and digest that were published
 * @param secrets version ids by name; never values
 * @param baseline what it was to come back to
 * @param after what it left behind, if it succeeded: the baseline of a later return to this release
 * @param restored what a rollback did
 * @param live where the traffic stood at the end: slot to percent, if it was seen
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DeploymentRecord(
        Deployment deployment,
        Result result,
        String cause,
        long endedAt,
        String previous,
        String slot,
        String planDigest,
        List<String> approvals,
        List<PhaseRecord> phases,
        List<Finding> findings,
        Map<String, String> configuration,
        Map<String, String> secrets,
        Baseline baseline,
        Baseline after,
        List<Restoration> restored,
        Map<String, Integer> live) {

    public DeploymentRecord {
        approvals = List.copyOf(approvals);
        phases = List.copyOf(phases);
        findings = List.copyOf(findings);
        configuration = Map.copyOf(configuration);
        secrets = Map.copyOf(secrets);
        restored = List.copyOf(restored);
        live = Map.copyOf(live);
    }

    /**
     * Whether it went back to an earlier release, from {@code previous}. It knows where it goes and has nothing to be approved: no
     * other deployment has a slot without a plan.
     */
    public boolean isReturn() {
        return !slot.isEmpty() && planDigest.isEmpty() && !previous.equals(deployment.release());
    }

    /** The same, ended: for a deployment that can write its journal no longer. @param at epoch milliseconds */
    public DeploymentRecord ended(Result end, String because, long at) {
        return new DeploymentRecord(
                deployment,
                end,
                because,
                at,
                previous,
                slot,
                planDigest,
                approvals,
                phases,
                findings,
                configuration,
                secrets,
                baseline,
                after,
                restored,
                live);
    }

    /** The same, of a pipeline run that has another name now. */
    public DeploymentRecord by(String run) {
        return new DeploymentRecord(
                deployment.by(run),
                result,
                cause,
                endedAt,
                previous,
                slot,
                planDigest,
                approvals,
                phases,
                findings,
                configuration,
                secrets,
                baseline,
                after,
                restored,
                live);
    }
}
