package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.approval.Approval;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the approval of a plan stands, and how to ask for what is missing.
 *
 * @param granted whether the deployment may go on
 * @param inputId of the question; it names environment and plan, so that an answer is bound to both
 * @param message of the question: what is planned, what was found, and what is missing; no longer than a host records
 * @param details the plan and the findings in full, a line each
 * @param submitters who may answer, separated by commas; empty for anybody
 * @param status who has agreed, or what is missing, in a line
 */
public record Gate(
        boolean granted, String inputId, String message, List<String> details, String submitters, String status)
        implements Serializable {
    private static final Pattern QUESTION = Pattern.compile("Promotion-(.+)-([0-9a-f]{32})");

    /**
     * What a question was about.
     *
     * @param environment that the plan is for
     * @param planDigest of the plan
     */
    public record Question(String environment, String planDigest) {
        String inputId() {
            return "Promotion-" + environment + "-" + planDigest;
        }
    }

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
            return new Gate(true, "", "", List.of(), "", "nobody has to approve");
        }
        ApprovalDecision decision = decide(rule.get(), entry, host, deployment);
        List<Finding> findings = attempt.read().findings();
        return new Gate(
                decision instanceof ApprovalDecision.Granted,
                new Question(deployment.environment(), digest).inputId(),
                PlanInBrief.question(entry, findings, decision.toString()),
                PlanInBrief.inFull(entry, findings),
                String.join(",", submitters(rule.get(), host.requesters(deployment))),
                decision.toString());
    }

    /** What was said to plans for other environments does not matter here, and is not told here. */
    static ApprovalDecision decide(ApprovalRule rule, JournalEntry plan, Host host, Deployment deployment) {
        List<Approval> answers = host.approvals(deployment, PlanInBrief.of(plan)).stream()
                .filter(answer -> answer.environment().equals(deployment.environment()))
                .toList();
        return ApprovalDecision.decide(
                rule,
                plan.text("digest"),
                host.requesters(deployment),
                answers,
                host.clock().millis());
    }

    /**
     * Jenkins' input lets in whoever is on any list; whether an answer counts is decided from all of them. Who asked for the
     * deployment is not even asked where that person's answer would not count.
     */
    private static List<String> submitters(ApprovalRule rule, Collection<String> requesters) {
        List<String> listed =
                rule.from().stream().flatMap(Set::stream).distinct().sorted().toList();
        List<String> others = listed.stream()
                .filter(name -> !rule.notRequester() || !rule.names().in(requesters, name))
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

    /** What the question with that id was about; empty if it was about no plan. */
    public static Optional<Question> question(String inputId) {
        Matcher matcher = QUESTION.matcher(inputId);
        return matcher.matches() ? Optional.of(new Question(matcher.group(1), matcher.group(2))) : Optional.empty();
    }
}
