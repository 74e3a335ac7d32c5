package io.jenkins.plugins.promotion.cli.pipeline.steps;

import hudson.AbortException;
import io.jenkins.plugins.promotion.cli.pipeline.Arguments;
import io.jenkins.plugins.promotion.cli.pipeline.BodyScope;
import io.jenkins.plugins.promotion.cli.pipeline.Step;
import io.jenkins.plugins.promotion.cli.pipeline.StepContext;
import io.jenkins.plugins.promotion.cli.pipeline.StepExecution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** {@code lock}: one body a name at a time, on this machine. */
final class LockStep implements Step {

    @Override
    public String name() {
        return "lock";
    }

    @Override
    public List<String> parameters() {
        return List.of("resource", "variable");
    }

    @Override
    public BodyRule body() {
        return BodyRule.REQUIRED;
    }

    @Override
    public StepExecution start(StepContext context, Arguments arguments) throws IOException {
        String resource = arguments.text("resource");
        if (resource.isBlank()) {
            throw new AbortException("lock: expected a name as 'resource', but was nothing");
        }
        Execution execution = new Execution(resource, arguments.text("variable", ""));
        execution.resume(context);
        return execution;
    }

    private static final class Execution implements StepExecution {
        private static final long serialVersionUID = 1L;

        private static final Duration POLL = Duration.ofMillis(50);

        private final String resource;
        private final String variable;
        private boolean bodyStarted;
        private transient NamedLock lock;

        Execution(String resource, String variable) {
            this.resource = resource;
            this.variable = variable;
        }

        /** A dead process holds nothing: after a restart the body waits until the lock is ours again. */
        @Override
        public void resume(StepContext context) throws IOException {
            context.pauseBodies();
            lock = NamedLock.queue(context.run().home(), resource);
            context.onEnd(this::release);
            if (!acquire(context)) {
                String holder = lock.holder();
                context.log(
                        "Waiting for the lock [" + resource + "]" + (holder.isEmpty() ? "" : ", held by " + holder));
                context.after(POLL, () -> poll(context));
            }
        }

        private void poll(StepContext context) throws IOException {
            if (!acquire(context)) {
                context.after(POLL, () -> poll(context));
            }
        }

        private boolean acquire(StepContext context) throws IOException {
            boolean acquired =
                    lock.tryAcquire(context.run().job() + " #" + context.run().number());
            if (acquired) {
                context.log("Lock acquired on [" + resource + "]");
                if (!bodyStarted) {
                    bodyStarted = true;
                    context.startBody(BodyScope.UNCHANGED.withEnvironment(
                            variable.isEmpty() ? List.of() : List.of(variable + "=" + resource)));
                }
                context.continueBodies();
            }
            return acquired;
        }

        /** A body that lost its lock in a crash cleans up without it rather than never. */
        @Override
        public void stop(StepContext context, Throwable cause) {
            context.continueBodies();
            if (!context.stopBodies(cause)) {
                context.fail(cause);
            }
        }

        private void release() {
            try {
                lock.close();
            } catch (IOException e) {
                throw new UncheckedIOException("lock [" + resource + "] could not be released", e);
            }
        }
    }
}
