package io.jenkins.plugins.promotion.cli.pipeline.steps;

import hudson.AbortException;
import io.jenkins.plugins.promotion.cli.pipeline.Arguments;
import io.jenkins.plugins.promotion.cli.pipeline.Step;
import io.jenkins.plugins.promotion.cli.pipeline.StepContext;
import io.jenkins.plugins.promotion.cli.pipeline.StepExecution;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code sleep}: until a deadline that a restart does not move. */
final class SleepStep implements Step {

    @Override
    public String name() {
        return "sleep";
    }

    @Override
    public List<String> parameters() {
        return List.of("time", "unit");
    }

    @Override
    public StepExecution start(StepContext context, Arguments arguments) throws AbortException {
        Duration time = time(arguments, TimeUnit.SECONDS);
        context.log("Sleeping for " + Durations.words(time));
        Execution execution = new Execution(System.currentTimeMillis() + time.toMillis());
        execution.resume(context);
        return execution;
    }

    /** The arguments {@code time} and {@code unit}. */
    static Duration time(Arguments arguments, TimeUnit otherwise) throws AbortException {
        long time = arguments.number("time");
        if (time < 0) {
            throw arguments.wrong("time", "0 or more");
        }
        return Duration.of(
                time, arguments.choice("unit", TimeUnit.class, otherwise).toChronoUnit());
    }

    private static final class Execution implements StepExecution {
        private static final long serialVersionUID = 1L;

        private final long until;

        Execution(long until) {
            this.until = until;
        }

        @Override
        public void resume(StepContext context) {
            context.after(Duration.ofMillis(until - System.currentTimeMillis()), () -> context.succeed(null));
        }
    }
}
