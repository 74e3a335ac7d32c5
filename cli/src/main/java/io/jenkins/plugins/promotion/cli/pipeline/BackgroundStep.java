package io.jenkins.plugins.promotion.cli.pipeline;

import hudson.AbortException;
import java.util.List;

/** A step that works on a thread of its own, and does its work again after a crash. */
record BackgroundStep(String name, List<String> parameters, Work work) implements Step {

    @Override
    public StepExecution start(StepContext context, Arguments arguments) throws AbortException {
        Execution execution = new Execution(this, arguments);
        execution.resume(context);
        return execution;
    }

    /** Finds its work again by the step's name. */
    private static final class Execution implements StepExecution {
        private static final long serialVersionUID = 1L;

        private transient BackgroundStep step;
        private final Arguments arguments;

        Execution(BackgroundStep step, Arguments arguments) {
            this.step = step;
            this.arguments = arguments;
        }

        @Override
        public void resume(StepContext context) throws AbortException {
            BackgroundStep known =
                    step != null ? step : (BackgroundStep) context.run().step(context.stepName());
            context.background(() -> known.work().run(context, arguments), context::finish);
        }
    }
}
