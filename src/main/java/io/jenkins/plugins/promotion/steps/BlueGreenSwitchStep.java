package io.jenkins.plugins.promotion.steps;

import hudson.Extension;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.Switch;
import io.jenkins.plugins.promotion.engine.rollout.Outcome;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code blueGreenSwitch environment: 'production', release: 'v42'}: moves the traffic as the promotion file describes it. */
public final class BlueGreenSwitchStep extends DeploymentStep {

    @DataBoundConstructor
    public BlueGreenSwitchStep(String environment) {
        super(environment);
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new Execution(context, arguments(context));
    }

    /** Moves the traffic; in a deployment of its own where there is no block around it. */
    static final class Execution extends SwitchingExecution {
        private static final long serialVersionUID = 1L;

        private String id;
        /** The same when the switch is not inside a block, and so has a deployment of its own to end. */
        private String own;

        Execution(StepContext context, StepArguments arguments) {
            super(context, "blueGreenSwitch", arguments);
        }

        @Override
        Switch begin(StepDeployment deployment) throws Exception {
            id = deployment.id();
            if (!deployment.isInside()) {
                own = id;
                getContext().saveState();
                deployment.promotion().begin(id);
            }
            return deployment.promotion().blueGreenSwitch(id);
        }

        @Override
        void giveUp(StepDeployment deployment, String cause) throws Exception {
            if (own != null) {
                deployment.toGoBack(own).rollBack(own, cause);
            }
        }

        @Override
        Object end(StepDeployment deployment, Outcome outcome) throws Exception {
            boolean switched = outcome.result() == Outcome.Result.SWITCHED;
            if (own != null && switched) {
                deployment.promotion().succeed(own);
            } else if (own != null) {
                deployment.toGoBack(own).rollBack(own, outcome.cause());
            }
            if (!switched) {
                throw Switch.notSwitched(deployment.environment(), outcome);
            }
            return new SwitchResult(id, deployment.release());
        }
    }

    /** Form and name of the step. */
    @Extension
    @Symbol("blueGreenSwitch")
    public static final class DescriptorImpl extends DeploymentStepDescriptor {
        public DescriptorImpl() {
            super("blueGreenSwitch", Messages.BlueGreenSwitchStep_displayName());
        }
    }
}
