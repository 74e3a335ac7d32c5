package io.jenkins.plugins.promotion.host;

import hudson.model.Run;
import hudson.model.User;
import io.jenkins.plugins.promotion.engine.Gate;
import io.jenkins.plugins.promotion.engine.approval.Approval;
import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.policy.PromotionPermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jenkinsci.plugins.workflow.actions.ArgumentsAction;
import org.jenkinsci.plugins.workflow.actions.ErrorAction;
import org.jenkinsci.plugins.workflow.actions.TimingAction;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.graph.StepNode;
import org.jenkinsci.plugins.workflow.graphanalysis.DepthFirstScanner;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.support.actions.PauseAction;
import org.jenkinsci.plugins.workflow.support.steps.input.InputStep;
import org.jenkinsci.plugins.workflow.support.steps.input.InputSubmittedAction;
import org.jenkinsci.plugins.workflow.support.steps.input.Rejection;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/**
 * The answers to a build's questions, from what Jenkins' own input step recorded in the flow graph. A script can ask whatever it
 * likes, but it cannot write such a record, and what its input step returned to it is not looked at.
 */
final class InputApprovals {
    /** What the button says that approves: nobody is to approve by a button that says something else. */
    private static final String BUTTON = "Approve";

    private final Run<?, ?> run;
    private final Deployment deployment;
    private final String plan;

    /**
     * @param run the build that the deployment is of, whatever its job was called when it began
     * @param plan how a question about the deployment's plan begins
     */
    InputApprovals(Run<?, ?> run, Deployment deployment, String plan) {
        this.run = run;
        this.deployment = deployment;
        this.plan = plan;
    }

    List<Approval> all() {
        if (!(run instanceof FlowExecutionOwner.Executable pipeline)) {
            return List.of();
        }
        FlowExecutionOwner owner = pipeline.asFlowExecutionOwner();
        FlowExecution execution = owner == null ? null : owner.getOrNull();
        if (execution == null) {
            return List.of();
        }
        List<Approval> answers = new ArrayList<>();
        for (FlowNode node : new DepthFirstScanner().allNodes(execution)) {
            if (node instanceof StepNode step && step.getDescriptor() instanceof InputStep.DescriptorImpl) {
                answer(node).ifPresent(answers::add);
            }
        }
        return answers;
    }

    private Optional<Approval> answer(FlowNode node) {
        return Gate.question(argument(node, "id"))
                .filter(question -> showsThePlan(node, question))
                .flatMap(question -> answer(node, question));
    }

    /** Empty if the question had none, or one that is too long for Jenkins to record. */
    private static String argument(FlowNode node, String name) {
        return String.valueOf(ArgumentsAction.getFilteredArguments(node).getOrDefault(name, ""));
    }

    /** Nobody has approved the plan whose question hid it behind another text; of another plan the digest says enough. */
    private boolean showsThePlan(FlowNode node, Gate.Question question) {
        return !plan.endsWith(question.planDigest())
                || argument(node, "message").startsWith(plan)
                        && argument(node, "ok").equals(BUTTON);
    }

    private Optional<Approval> answer(FlowNode node, Gate.Question question) {
        InputSubmittedAction submitted = node.getAction(InputSubmittedAction.class);
        if (submitted != null && mayApprove(submitted.getApprover())) {
            return Optional.of(approval(
                    node,
                    question,
                    String.valueOf(submitted.getApprover()),
                    String.valueOf(submitted.getParameters().getOrDefault("reason", "")),
                    Approval.Answer.APPROVED));
        }
        return rejectedBy(node).map(user -> approval(node, question, user.getId(), "", Approval.Answer.REJECTED));
    }

    private boolean mayApprove(String who) {
        User user = who == null ? null : User.getById(who, false);
        try {
            return user != null && run.getParent().hasPermission2(user.impersonate2(), PromotionPermissions.APPROVE);
        } catch (UsernameNotFoundException e) {
            return false;
        }
    }

    private Approval approval(
            FlowNode node, Gate.Question question, String who, String reason, Approval.Answer answer) {
        return new Approval(
                who,
                groups(who),
                answeredAt(node),
                reason,
                question.planDigest(),
                question.environment(),
                deployment.release(),
                answer);
    }

    /** The end of the pause; the start of the question where a crash lost the end, so that an approval never stands too long. */
    private static long answeredAt(FlowNode node) {
        return PauseAction.getPauseActions(node).stream()
                .mapToLong(pause -> pause.getEndTime() > 0 ? pause.getEndTime() : pause.getStartTime())
                .max()
                .orElse(TimingAction.getStartTime(node));
    }

    private static Optional<User> rejectedBy(FlowNode node) {
        ErrorAction error = node.getError();
        if (error != null && error.getError() instanceof FlowInterruptedException interrupted) {
            return interrupted.getCauses().stream()
                    .filter(Rejection.class::isInstance)
                    .map(cause -> ((Rejection) cause).getUser())
                    .filter(Objects::nonNull)
                    .findFirst();
        }
        return Optional.empty();
    }

    /** Jenkins does not record the groups with the answer; those that the security realm knows now have to do. */
    private static Set<String> groups(String who) {
        User user = User.getById(who, false);
        Set<String> groups = new HashSet<>();
        if (user != null) {
            try {
                for (GrantedAuthority authority : user.impersonate2().getAuthorities()) {
                    groups.add(authority.getAuthority());
                }
            } catch (UsernameNotFoundException e) {
                // Somebody who is gone is in no group.
            }
        }
        // Everybody is "authenticated": a list that names it would let anybody approve.
        groups.remove("authenticated");
        return groups;
    }
}
