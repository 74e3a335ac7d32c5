package io.jenkins.plugins.promotion.cli.pipeline.steps;

import io.jenkins.plugins.promotion.cli.pipeline.Arguments;
import io.jenkins.plugins.promotion.cli.pipeline.Result;
import io.jenkins.plugins.promotion.cli.pipeline.Step;
import io.jenkins.plugins.promotion.cli.pipeline.StepContext;
import io.jenkins.plugins.promotion.cli.pipeline.StepExecution;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** {@code milestone}: an older run does not pass where a newer run of the job has passed. */
final class MilestoneStep implements Step {

    @Override
    public String name() {
        return "milestone";
    }

    @Override
    public List<String> parameters() {
        return List.of("ordinal", "label", "unsafe");
    }

    @Override
    public StepExecution start(StepContext context, Arguments arguments) throws IOException {
        OptionalInt given =
                arguments.has("ordinal") ? OptionalInt.of((int) arguments.number("ordinal")) : OptionalInt.empty();
        Execution execution = new Execution(context.run().milestone(given));
        execution.resume(context);
        return execution;
    }

    private static final class Execution implements StepExecution {
        private static final long serialVersionUID = 1L;

        private static final Duration POLL = Duration.ofMillis(50);

        private final int ordinal;

        Execution(int ordinal) {
            this.ordinal = ordinal;
        }

        @Override
        public void resume(StepContext context) throws IOException {
            context.log("Trying to pass milestone " + ordinal);
            if (!hasAnswer(context)) {
                context.log("Waiting for " + Milestones.file(context.run()) + ", which another process has open");
                context.after(POLL, () -> poll(context));
            }
        }

        /** Another process needs it for a moment only, unless somebody has halted that. No thread waits meanwhile. */
        private void poll(StepContext context) throws IOException {
            if (!hasAnswer(context)) {
                context.after(POLL, () -> poll(context));
            }
        }

        private boolean hasAnswer(StepContext context) throws IOException {
            OptionalInt newest = Milestones.pass(context.run(), ordinal);
            if (newest.isPresent() && newest.getAsInt() > context.run().number()) {
                context.fail(new FlowInterruptedException(
                        Result.NOT_BUILT, "Superseded by #" + newest.getAsInt() + " at milestone " + ordinal));
            } else if (newest.isPresent()) {
                context.succeed(null);
            }
            return newest.isPresent();
        }
    }
}
