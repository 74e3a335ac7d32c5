package io.jenkins.plugins.promotion.cli.steps;

import io.jenkins.plugins.promotion.cli.pipeline.Arguments;
import io.jenkins.plugins.promotion.cli.pipeline.Step;
import io.jenkins.plugins.promotion.cli.pipeline.StepContext;
import io.jenkins.plugins.promotion.cli.pipeline.StepExecution;
import io.jenkins.plugins.promotion.engine.Switch;
import io.jenkins.plugins.promotion.engine.rollout.Outcome;
import io.jenkins.plugins.promotion.engine.rollout.Progress;
import java.util.List;
import java.util.Map;

/** {@code blueGreenSwitch environment: 'production', release: 'v42'}: moves the traffic as the promotion file describes it. */
final class BlueGreenSwitchStep implements Step {

    @Override
    public String name() {
        return "blueGreenSwitch";
    }

    @Override
    public List<String> parameters() {
        return List.of("environment", "release", "file");
    }

    @Override
    public StepExecution start(StepContext context, Arguments arguments) {
        Execution execution = new Execution(arguments);
        execution.open(context);
        return execution;
    }

    private static final class Execution extends Switching {
        private static final long serialVersionUID = 1L;

        private final Arguments arguments;
        /** Set when the switch is not inside a block, and so has a deployment of its own to end. */
        private String own;

        Execution(Arguments arguments) {
            this.arguments = arguments;
        }

        @Override
        Switch begin(StepContext context) throws Exception {
            StepDeployment step = StepDeployment.of(context, arguments);
            String id = step.id();
            if (!step.isInside()) {
                own = id;
                step.promotion().begin(id);
            }
            return step.promotion().blueGreenSwitch(id);
        }

        @Override
        void giveUp(StepContext context, String cause) throws Exception {
            if (own != null) {
                StepDeployment.of(context, arguments).toGoBack(own).rollBack(own, cause);
            }
        }

        @Override
        Object end(StepContext context, Progress progress) throws Exception {
            StepDeployment step = StepDeployment.of(context, arguments);
            Outcome outcome = outcome(step.environment(), progress);
            if (own != null && outcome.result() == Outcome.Result.SWITCHED) {
                step.promotion().succeed(own);
            } else if (own != null) {
                step.toGoBack(own).rollBack(own, outcome.cause());
            }
            if (outcome.result() != Outcome.Result.SWITCHED) {
                throw Switch.notSwitched(step.environment(), outcome);
            }
            return Map.of("result", outcome.result().name());
        }
    }
}
