package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.approval.ApprovalDecision;
import io.jenkins.plugins.promotion.engine.approval.ApprovalRule;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.engine.history.DeploymentJournal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the approval of a plan stands, and how to ask for what is missing.
 *
 * @param granted whether the deployment may go on
 * @param inputId of the question; it names the plan, so that an answer is bound to it
 * @param message of the question: what is planned, and what is missing
 * @param submitters who may answer, separated by commas; empty for anybody
 * @param status who has agreed, or what is missing, in a line
 */
public record Gate(boolean granted, String inputId, String message, String submitters, String status)
        implements Serializable {
    private static final String PREFIX = "Promotion-";

    /**
     * Decides about the newest plan of the deployment.
     *
     * @throws PromotionException if it has none
     */
    static Gate of(Attempt attempt, Host host) throws PromotionException {
        Deployment deployment = attempt.deployment();
        JournalEntry entry =
                attempt.journal().last(DeploymentJournal.PLAN).orElseThrow(() -> noPlan(deployment.place()));
        String digest = entry.text("digest");
        Optional<ApprovalRule> rule = RecordedPlan.rule(entry, host.names());
        if (rule.isEmpty()) {
            return new Gate(true, "", "", "", "nobody has to approve");
        }
        ApprovalDecision decision = ApprovalDecision.decide(
                rule.get(),
                digest,
                host.requesters(deployment),
                host.approvals(deployment),
                host.clock().millis());
        return new Gate(
                decision instanceof ApprovalDecision.Granted,
                PREFIX + digest,
                String.join("\n", RecordedPlan.summary(entry)) + "\n" + decision,
                String.join(",", submitters(rule.get(), host.requesters(deployment))),
                decision.toString());
    }

    /**
     * Jenkins' input lets in whoever is on any list; whether an answer counts is decided from all of them. Who asked for the
     * deployment is not even asked where that person's answer would not count.
     */
    private static List<String> submitters(ApprovalRule rule, Collection<String> requesters) {
        List<String> listed =
                rule.from().stream().flatMap(Set::stream).distinct().sorted().toList();
        List<String> others = listed.stream()
                .filter(name -> !rule.notRequester() || !requesters.contains(name))
                .toList();
        // Nobody left would mean anybody.
        return others.isEmpty() ? listed : others;
    }

    static PromotionException noPlan(String place) {
        return new PromotionException(Finding.error(
                "approval",
                place,
                "a plan to approve",
                "none",
                "run preflightCheck for the same release before the gate"));
    }

    /** The plan that the question with that id was about; empty if it was about something else. */
    public static String planDigest(String inputId) {
        return inputId.startsWith(PREFIX) ? inputId.substring(PREFIX.length()) : "";
    }
}
