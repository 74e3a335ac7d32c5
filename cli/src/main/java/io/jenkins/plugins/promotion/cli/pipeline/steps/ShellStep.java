package io.jenkins.plugins.promotion.cli.pipeline.steps;

import hudson.AbortException;
import io.jenkins.plugins.promotion.cli.pipeline.Arguments;
import io.jenkins.plugins.promotion.cli.pipeline.Step;
import io.jenkins.plugins.promotion.cli.pipeline.StepContext;
import io.jenkins.plugins.promotion.cli.pipeline.StepExecution;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** {@code sh}: a script in a process of its own, which lives on when this process dies and is found again. */
final class ShellStep implements Step {

    @Override
    public String name() {
        return "sh";
    }

    @Override
    public List<String> parameters() {
        return List.of("script", "returnStdout", "returnStatus", "label", "encoding");
    }

    @Override
    public StepExecution start(StepContext context, Arguments arguments) throws IOException {
        Execution execution =
                new Execution(arguments.flag("returnStdout", false), arguments.flag("returnStatus", false));
        String script = arguments.text("script");
        if (arguments.has("label")) {
            context.log(arguments.text("label"));
        }
        if (context.run().secrets().isIn(script)) {
            context.log("Warning: a credential was passed to sh by Groovy string interpolation, which is insecure;"
                    + " use sh '…$NAME…' in single quotes");
        }
        DetachedShell shell = execution.shell(context);
        shell.start(script, context, execution.returnStdout);
        execution.watch(context, shell);
        return execution;
    }

    private static final class Execution implements StepExecution {
        private static final long serialVersionUID = 1L;

        private static final Duration FIRST_POLL = Duration.ofMillis(10);
        private static final Duration LAST_POLL = Duration.ofMillis(200);
        private static final Duration PATIENCE = Duration.ofSeconds(5);

        private final boolean returnStdout;
        private final boolean returnStatus;
        private Throwable stopping;

        Execution(boolean returnStdout, boolean returnStatus) {
            this.returnStdout = returnStdout;
            this.returnStatus = returnStatus;
        }

        DetachedShell shell(StepContext context) throws IOException {
            return new DetachedShell(context.files(), context.run().secrets());
        }

        @Override
        public void resume(StepContext context) throws IOException {
            DetachedShell shell = shell(context);
            if (stopping != null) {
                stop(context, stopping);
            }
            watch(context, shell);
        }

        void watch(StepContext context, DetachedShell shell) {
            context.onEnd(() -> {
                if (stopping != null || shell.result().isEmpty()) {
                    shell.signal("KILL");
                }
            });
            context.after(FIRST_POLL, () -> poll(context, shell, FIRST_POLL));
        }

        private void poll(StepContext context, DetachedShell shell, Duration waited) throws IOException {
            // Asked before the output is read: what was written until then is complete.
            boolean running = shell.isRunning();
            OptionalInt result = shell.result();
            boolean more = shell.forwardOutput(context, result.isPresent() || !running);
            if (more) {
                context.after(Duration.ZERO, () -> poll(context, shell, FIRST_POLL));
            } else if (result.isPresent() || !running) {
                ended(context, shell, result);
            } else {
                Duration next = waited.multipliedBy(3).dividedBy(2);
                Duration delay = next.compareTo(LAST_POLL) < 0 ? next : LAST_POLL;
                context.after(delay, () -> poll(context, shell, delay));
            }
        }

        private void ended(StepContext context, DetachedShell shell, OptionalInt result) throws IOException {
            if (stopping != null) {
                context.fail(stopping);
            } else if (result.isEmpty()) {
                context.fail(
                        new AbortException(
                                "sh: expected that the process " + shell.pid()
                                        + " leaves its exit code, but it is gone without one; it was killed, or the machine was restarted"));
            } else if (returnStatus) {
                context.succeed(result.getAsInt());
            } else if (result.getAsInt() != 0) {
                context.fail(new AbortException("script returned exit code " + result.getAsInt()));
            } else {
                context.succeed(returnStdout ? shell.stdout() : null);
            }
        }

        /** Asks the process and all it started to end, then kills them; the step ends when they have. */
        @Override
        public void stop(StepContext context, Throwable cause) throws IOException {
            stopping = cause;
            DetachedShell shell = shell(context);
            context.log("Sending interrupt signal to process");
            terminate(context, shell);
            context.after(PATIENCE, () -> shell.signal("KILL"));
        }

        private void terminate(StepContext context, DetachedShell shell) {
            if (!shell.signal("TERM")) {
                context.after(FIRST_POLL, () -> terminate(context, shell));
            }
        }
    }
}
