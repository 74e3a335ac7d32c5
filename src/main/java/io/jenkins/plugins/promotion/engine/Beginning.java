package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.approval.Approval;
import io.jenkins.plugins.promotion.engine.approval.ApprovalDecision;
import io.jenkins.plugins.promotion.engine.approval.ApprovalRule;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.rollback.Baseline;
import io.jenkins.plugins.promotion.engine.rollback.Restorable;
import io.jenkins.plugins.promotion.engine.rollback.RollbackDriver;
import java.io.IOException;
import java.util.List;

/** What has to be true before a deployment changes anything: it has the lease, the environment is open, its plan is approved, it can come back. */
final class Beginning {
    /** The phase after which something may be changed. */
    static final String LAST_PHASE = "baseline";

    private final Host host;
    private final Environment environment;
    private final Preparation preparation;

    Beginning(Host host, Environment environment, Preparation preparation) {
        this.host = host;
        this.environment = environment;
        this.preparation = preparation;
    }

    /** Goes on after a crash; nothing if it was done already. */
    void of(Attempt attempt) throws PromotionException, InterruptedException, IOException {
        attempt.takeLease();
        preparation.requireOpen(attempt.deployment().release());
        Plan plan = preparation.plan(attempt.deployment().release());
        RecordedPlan.write(plan, attempt.journal());
        if (plan.approval().isPresent()) {
            attempt.phase(
                    "approval", () -> approve(attempt, plan, plan.approval().get()));
        }
        try (Target target = Target.open(environment, host)) {
            capture(attempt, preparation.restorables(target));
        }
    }

    /** Secrets only, for a rotation, which changes nothing else. */
    void ofRotation(Attempt attempt) throws PromotionException, InterruptedException, IOException {
        attempt.takeLease();
        capture(attempt, preparation.secrets("rollback").restorables());
    }

    private static void capture(Attempt attempt, List<Restorable> things)
            throws PromotionException, InterruptedException, IOException {
        attempt.phase(LAST_PHASE, () -> {
            Baseline baseline = new RollbackDriver(things, attempt.journal(), attempt.takeLease()).capture();
            return Attempt.Done.well(null, baseline.captured().size() + " things can be brought back");
        });
    }

    private Attempt.Done<Void> approve(Attempt attempt, Plan plan, ApprovalRule rule)
            throws PromotionException, IOException {
        ApprovalDecision decision = Gate.decide(rule, attempt.plan(), host, attempt.deployment());
        if (!(decision instanceof ApprovalDecision.Granted granted)) {
            throw new PromotionException(Finding.error(
                    "approval",
                    attempt.deployment().place(),
                    rule.quorum() + " approvals of plan " + plan.digest(),
                    decision.toString(),
                    "ask with approvalGate after preflightCheck; a changed plan needs new approvals"));
        }
        for (Approval approval : granted.approvals()) {
            attempt.record().approve(approval);
        }
        return Attempt.Done.well(null, granted.toString());
    }
}
