package io.jenkins.plugins.promotion.cli.pipeline;

import java.util.List;

/** A step that never suspends the pipeline. */
record ImmediateStep(String name, List<String> parameters, Work work) implements Step {

    @Override
    public StepExecution start(StepContext context, Arguments arguments) throws Exception {
        context.succeed(work.run(context, arguments));
        return StepExecution.DONE;
    }
}
