package io.jenkins.plugins.promotion.cli.pipeline.steps;

import hudson.AbortException;
import io.jenkins.plugins.promotion.cli.pipeline.Arguments;
import io.jenkins.plugins.promotion.cli.pipeline.BodyResult;
import io.jenkins.plugins.promotion.cli.pipeline.BodyScope;
import io.jenkins.plugins.promotion.cli.pipeline.Result;
import io.jenkins.plugins.promotion.cli.pipeline.Step;
import io.jenkins.plugins.promotion.cli.pipeline.StepContext;
import io.jenkins.plugins.promotion.cli.pipeline.StepExecution;
import java.time.Duration;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** {@code stage}: a named part of the run. */
final class StageStep implements Step {

    @Override
    public String name() {
        return "stage";
    }

    @Override
    public List<String> parameters() {
        return List.of("name", "concurrency");
    }

    @Override
    public BodyRule body() {
        return BodyRule.REQUIRED;
    }

    @Override
    public StepExecution start(StepContext context, Arguments arguments) throws AbortException {
        Execution execution = new Execution(arguments.text("name"), System.currentTimeMillis());
        context.run().listener().stageStarted(execution.name, context.branch());
        context.log("Stage " + execution.name);
        context.startBody(BodyScope.UNCHANGED.withStage(execution.name));
        return execution;
    }

    private static final class Execution implements StepExecution {
        private static final long serialVersionUID = 1L;

        private final String name;
        private final long startedAt;

        Execution(String name, long startedAt) {
            this.name = name;
            this.startedAt = startedAt;
        }

        @Override
        public void resume(StepContext context) {
            context.run().listener().stageStarted(name, context.branch());
        }

        @Override
        public void bodyEnded(StepContext context, String body, BodyResult result) {
            Duration took = Duration.ofMillis(System.currentTimeMillis() - startedAt);
            Result worst = resultOf(result).worst(context.run().stageResult(context.id()));
            context.run().listener().stageEnded(name, context.branch(), worst, took);
            context.finish(result);
        }

        private static Result resultOf(BodyResult result) {
            if (!result.failed()) {
                return Result.SUCCESS;
            }
            return result.error() instanceof FlowInterruptedException interruption
                    ? interruption.getResult()
                    : Result.FAILURE;
        }
    }
}
