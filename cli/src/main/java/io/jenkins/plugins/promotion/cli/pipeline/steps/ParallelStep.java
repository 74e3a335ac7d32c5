package io.jenkins.plugins.promotion.cli.pipeline.steps;

import hudson.AbortException;
import io.jenkins.plugins.promotion.cli.pipeline.Arguments;
import io.jenkins.plugins.promotion.cli.pipeline.BodyResult;
import io.jenkins.plugins.promotion.cli.pipeline.BodyScope;
import io.jenkins.plugins.promotion.cli.pipeline.Result;
import io.jenkins.plugins.promotion.cli.pipeline.Step;
import io.jenkins.plugins.promotion.cli.pipeline.StepContext;
import io.jenkins.plugins.promotion.cli.pipeline.StepExecution;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** {@code parallel}: runs named blocks side by side, and ends when the last has ended. */
final class ParallelStep implements Step {

    @Override
    public String name() {
        return "parallel";
    }

    @Override
    public List<String> parameters() {
        return List.of("failFast");
    }

    @Override
    public BodyRule body() {
        return BodyRule.NAMED;
    }

    @Override
    public StepExecution start(StepContext context, Arguments arguments) throws AbortException {
        Execution execution = new Execution(arguments.flag("failFast", false), context.bodies());
        for (String branch : context.bodies()) {
            String outer = context.branch();
            context.startBody(branch, BodyScope.UNCHANGED.withBranch(outer.isEmpty() ? branch : outer + "/" + branch));
        }
        return execution;
    }

    private static final class Execution implements StepExecution {
        private static final long serialVersionUID = 1L;

        private final boolean failFast;
        private final Map<String, Object> values = new LinkedHashMap<>();
        private int running;
        private Throwable failure;
        private Throwable stopping;

        Execution(boolean failFast, List<String> branches) {
            this.failFast = failFast;
            this.running = branches.size();
            branches.forEach(branch -> values.put(branch, null));
        }

        @Override
        public void resume(StepContext context) {
            // The branches are resumed by themselves.
        }

        @Override
        public void bodyEnded(StepContext context, String branch, BodyResult result) {
            running--;
            if (result.failed()) {
                failed(context, branch, result.error());
            } else {
                values.put(branch, result.value());
            }
            if (running == 0) {
                finish(context);
            }
        }

        /** Whoever stopped it hears that, also if a branch had failed before. */
        private void finish(StepContext context) {
            if (failure == null) {
                context.succeed(values);
            } else {
                context.fail(stopping == null ? failure : stopping);
            }
        }

        @Override
        public void stop(StepContext context, Throwable cause) {
            stopping = cause;
            context.stopBodies(cause);
        }

        private void failed(StepContext context, String branch, Throwable error) {
            context.log("Failed in branch " + branch);
            if (failure == null) {
                failure = error;
                if (failFast) {
                    context.stopBodies(new FlowInterruptedException(Result.ABORTED, "Failed in branch " + branch));
                }
            } else if (failure != error && !(error instanceof FlowInterruptedException)) {
                failure.addSuppressed(error);
            }
        }
    }
}
