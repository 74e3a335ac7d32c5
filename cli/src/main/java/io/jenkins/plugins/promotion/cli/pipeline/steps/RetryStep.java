package io.jenkins.plugins.promotion.cli.pipeline.steps;

import hudson.AbortException;
import io.jenkins.plugins.promotion.cli.pipeline.Arguments;
import io.jenkins.plugins.promotion.cli.pipeline.BodyResult;
import io.jenkins.plugins.promotion.cli.pipeline.Step;
import io.jenkins.plugins.promotion.cli.pipeline.StepContext;
import io.jenkins.plugins.promotion.cli.pipeline.StepExecution;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** {@code retry}: runs its body again when it fails, but not when it was told to stop. */
final class RetryStep implements Step {

    @Override
    public String name() {
        return "retry";
    }

    @Override
    public List<String> parameters() {
        return List.of("count");
    }

    @Override
    public BodyRule body() {
        return BodyRule.REQUIRED;
    }

    @Override
    public StepExecution start(StepContext context, Arguments arguments) throws AbortException {
        long count = arguments.number("count");
        if (count < 1) {
            throw arguments.wrong("count", "1 or more");
        }
        context.startBody();
        return new Execution(count - 1);
    }

    private static final class Execution implements StepExecution {
        private static final long serialVersionUID = 1L;

        private long left;
        private boolean stopping;

        Execution(long left) {
            this.left = left;
        }

        @Override
        public void resume(StepContext context) {
            // The body is resumed by itself.
        }

        @Override
        public void bodyEnded(StepContext context, String body, BodyResult result) {
            boolean stopped = result.error() instanceof FlowInterruptedException interruption
                    && interruption.isActualInterruption();
            if (!result.failed() || stopped || stopping || left == 0) {
                context.finish(result);
                return;
            }
            left--;
            context.log("ERROR: " + result.error().getMessage());
            context.log("Retrying");
            context.startBody();
        }

        @Override
        public void stop(StepContext context, Throwable cause) {
            stopping = true;
            context.stopBodies(cause);
        }
    }
}
