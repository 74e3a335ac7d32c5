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
                .flatMap(answer ->
                        Gate.question(answer.id()).stream().map(question -> approval(answer, question, deployment)))
                .toList();
    }

    private static Approval approval(InputRecord answer, Gate.Question question, Deployment deployment) {
        return new Approval(
                answer.who(),
                Set.of(),
                answer.at(),
                answer.reason() == null ? "" : answer.reason(),
                question.planDigest(),
                question.environment(),
                deployment.release(),
                answer.approved() ? Approval.Answer.APPROVED : Approval.Answer.REJECTED);
    }
}
