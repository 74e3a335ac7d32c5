package io.jenkins.plugins.promotion.cli.host;

import io.jenkins.plugins.promotion.cli.pipeline.InputRecord;
import io.jenkins.plugins.promotion.engine.Gate;
import io.jenkins.plugins.promotion.engine.approval.Approval;
import io.jenkins.plugins.promotion.engine.history.Deployment;
import java.util.List;
import java.util.Set;

/** The answers that the runner recorded, as approvals of the plans that their questions named. */
final class RecordedApprovals {
    private RecordedApprovals() {}

    static List<Approval> of(List<InputRecord> answers, Deployment deployment) {
        return answers.stream()
                .filter(answer -> !Gate.planDigest(answer.id()).isEmpty())
                .map(answer -> new Approval(
                        answer.who(),
                        Set.of(),
                        answer.at(),
                        answer.reason() == null ? "" : answer.reason(),
                        Gate.planDigest(answer.id()),
                        deployment.environment(),
                        deployment.release(),
                        answer.approved() ? Approval.Answer.APPROVED : Approval.Answer.REJECTED))
                .toList();
    }
}
