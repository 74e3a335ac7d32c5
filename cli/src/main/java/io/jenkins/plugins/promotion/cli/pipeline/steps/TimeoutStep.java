package io.jenkins.plugins.promotion.cli.pipeline.steps;

import hudson.AbortException;
import io.jenkins.plugins.promotion.cli.pipeline.Arguments;
import io.jenkins.plugins.promotion.cli.pipeline.BodyResult;
import io.jenkins.plugins.promotion.cli.pipeline.Result;
import io.jenkins.plugins.promotion.cli.pipeline.Step;
import io.jenkins.plugins.promotion.cli.pipeline.StepContext;
import io.jenkins.plugins.promotion.cli.pipeline.StepExecution;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** {@code timeout}: stops its body at a deadline that a restart does not move. */
final class TimeoutStep implements Step {

    @Override
    public String name() {
        return "timeout";
    }

    @Override
    public List<String> parameters() {
        return List.of("time", "unit");
    }

    @Override
    public BodyRule body() {
        return BodyRule.REQUIRED;
    }

    @Override
    public StepExecution start(StepContext context, Arguments arguments) throws AbortException {
        Duration time = SleepStep.time(arguments, TimeUnit.MINUTES);
        context.log("Timeout set to expire in " + Durations.words(time));
        Execution execution = new Execution(System.currentTimeMillis() + time.toMillis());
        context.startBody();
        execution.resume(context);
        return execution;
    }

    private static final class Execution implements StepExecution {
        private static final long serialVersionUID = 1L;

        /** A body that does not end although it was stopped is left behind after this. */
        private static final Duration GRACE = Duration.ofMinutes(1);

        private final long until;
        private boolean expired;

        Execution(long until) {
            this.until = until;
        }

        @Override
        public void resume(StepContext context) {
            context.after(Duration.ofMillis(until - System.currentTimeMillis()), () -> expire(context));
        }

        private void expire(StepContext context) {
            expired = true;
            FlowInterruptedException cause = new FlowInterruptedException(Result.ABORTED, "Timeout has been exceeded");
            context.log("Cancelling nested steps due to timeout");
            context.stopBodies(cause);
            context.after(GRACE, () -> context.fail(cause.reported()));
        }

        @Override
        public void bodyEnded(StepContext context, String body, BodyResult result) {
            if (expired && result.error() instanceof FlowInterruptedException interruption) {
                interruption.reported();
            }
            context.finish(result);
        }
    }
}
