package io.jenkins.plugins.promotion.steps;

import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.promotion.TwoSlots;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.steps.input.InputAction;
import org.jenkinsci.plugins.workflow.support.steps.input.InputStepExecution;
import org.jvnet.hudson.test.JenkinsRule;

/** A build's open questions, and people who answer them. */
final class Gates {
    private Gates() {}

    /** Waits for it. */
    static InputStepExecution question(WorkflowRun run) throws Exception {
        TwoSlots.await(() -> !questions(run).isEmpty() || !run.isBuilding(), "a question");
        if (!run.isBuilding()) {
            throw new AssertionError("expected a question, but it ended: " + JenkinsRule.getLog(run));
        }
        return questions(run).get(0);
    }

    /** Approves as the form does, and returns when the pipeline has gone on. */
    static void answer(WorkflowRun run, String who) throws Exception {
        InputStepExecution question = question(run);
        try (ACLContext ignored = ACL.as(User.getById(who, true))) {
            question.preSubmissionCheck();
            question.proceed(Map.of("reason", "looks good", "approver", who));
        }
        TwoSlots.await(() -> question.isSettled() && !questions(run).contains(question), "an answer that is taken");
    }

    private static List<InputStepExecution> questions(WorkflowRun run) {
        InputAction action = run.getAction(InputAction.class);
        try {
            return action == null ? List.of() : action.getExecutions();
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
