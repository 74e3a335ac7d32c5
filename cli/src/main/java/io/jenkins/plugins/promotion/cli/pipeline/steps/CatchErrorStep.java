package io.jenkins.plugins.promotion.cli.pipeline.steps;

import hudson.AbortException;
import io.jenkins.plugins.promotion.cli.pipeline.Arguments;
import io.jenkins.plugins.promotion.cli.pipeline.BodyResult;
import io.jenkins.plugins.promotion.cli.pipeline.Result;
import io.jenkins.plugins.promotion.cli.pipeline.Step;
import io.jenkins.plugins.promotion.cli.pipeline.StepContext;
import io.jenkins.plugins.promotion.cli.pipeline.StepExecution;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/**
 * {@code catchError} and {@code warnError}: an error of the body makes results worse, and the pipeline goes on. An abort is
 * not caught unless {@code catchInterruptions} asks for it.
 */
record CatchErrorStep(String name, Result otherwise) implements Step {

    @Override
    public List<String> parameters() {
        return List.of("message", "buildResult", "stageResult", "catchInterruptions");
    }

    @Override
    public BodyRule body() {
        return BodyRule.REQUIRED;
    }

    @Override
    public StepExecution start(StepContext context, Arguments arguments) throws AbortException {
        Execution execution = new Execution(
                arguments.text("message", ""),
                arguments.choice("buildResult", Result.class, otherwise),
                arguments.choice("stageResult", Result.class, otherwise),
                arguments.flag("catchInterruptions", false));
        context.startBody();
        return execution;
    }

    private static final class Execution implements StepExecution {
        private static final long serialVersionUID = 1L;

        private final String message;
        private final Result buildResult;
        private final Result stageResult;
        private final boolean catchInterruptions;

        Execution(String message, Result buildResult, Result stageResult, boolean catchInterruptions) {
            this.message = message;
            this.buildResult = buildResult;
            this.stageResult = stageResult;
            this.catchInterruptions = catchInterruptions;
        }

        @Override
        public void resume(StepContext context) {
            // The body is resumed by itself.
        }

        @Override
        public void bodyEnded(StepContext context, String body, BodyResult result) {
            if (!result.failed()) {
                context.succeed(result.value());
                return;
            }
            boolean interrupted = result.error() instanceof FlowInterruptedException;
            if (interrupted
                    && !catchInterruptions
                    && ((FlowInterruptedException) result.error()).isActualInterruption()) {
                context.fail(result.error());
                return;
            }
            if (!message.isEmpty()) {
                context.log(message);
            }
            context.log("ERROR: " + result.error().getMessage());
            Result worse = interrupted ? ((FlowInterruptedException) result.error()).getResult() : buildResult;
            context.run().worsen(worse);
            context.worsenStage(interrupted ? worse : stageResult);
            context.succeed(null);
        }
    }
}
