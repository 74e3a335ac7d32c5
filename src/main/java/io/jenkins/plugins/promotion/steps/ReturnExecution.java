package io.jenkins.plugins.promotion.steps;

import hudson.AbortException;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.Returning;
import io.jenkins.plugins.promotion.engine.Switch;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.rollout.Outcome;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Returns an environment to an earlier release that still stands in a slot. */
final class ReturnExecution extends SwitchingExecution {
    private static final long serialVersionUID = 1L;

    private final String to;
    private String id;
    private transient boolean ended;

    ReturnExecution(StepContext context, StepArguments arguments, String to) {
        super(context, "autoRollback", arguments);
        this.to = to;
    }

    @Override
    Switch begin(StepDeployment deployment) throws Exception {
        if (id == null) {
            deployment.requireMayRollBack();
            id = returning(deployment).begin(to, deployment.run(), deployment.requester());
            getContext().saveState();
        }
        return returning(deployment).switchBack(id);
    }

    private Returning returning(StepDeployment deployment) throws PromotionException, IOException {
        return deployment.toGoBack(id).returning(deployment.environment());
    }

    @Override
    void giveUp(StepDeployment deployment, String cause) throws Exception {
        if (id != null && !ended) {
            deployment.log(AutoRollbackExecution.report(deployment.toGoBack(id).rollBack(id, cause)));
        }
    }

    @Override
    Object end(StepDeployment deployment, Outcome outcome) throws Exception {
        DeploymentRecord record = returning(deployment).complete(id, outcome);
        ended = true;
        deployment.log(AutoRollbackExecution.report(record));
        if (record.result() != Result.SUCCEEDED) {
            throw new AbortException(
                    Messages.ReturnExecution_failed(record.deployment().release(), record.cause()));
        }
        return null;
    }
}
