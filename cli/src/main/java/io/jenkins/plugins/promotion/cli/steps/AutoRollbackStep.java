package io.jenkins.plugins.promotion.cli.steps;

import hudson.AbortException;
import io.jenkins.plugins.promotion.cli.pipeline.Arguments;
import io.jenkins.plugins.promotion.cli.pipeline.BodyResult;
import io.jenkins.plugins.promotion.cli.pipeline.BodyScope;
import io.jenkins.plugins.promotion.cli.pipeline.Step;
import io.jenkins.plugins.promotion.cli.pipeline.StepContext;
import io.jenkins.plugins.promotion.cli.pipeline.StepExecution;
import io.jenkins.plugins.promotion.engine.Returning;
import io.jenkins.plugins.promotion.engine.Switch;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.rollback.Restoration;
import io.jenkins.plugins.promotion.engine.rollout.Progress;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code autoRollback(environment: …, release: …) { … }} captures the baseline, runs the block, and brings everything back if the
 * block fails; {@code autoRollback environment: …, to: 'v41'} goes back to an earlier release.
 */
final class AutoRollbackStep implements Step {

    @Override
    public String name() {
        return "autoRollback";
    }

    @Override
    public List<String> parameters() {
        return List.of("environment", "release", "to", "file");
    }

    @Override
    public BodyRule body() {
        return BodyRule.OPTIONAL;
    }

    @Override
    public StepExecution start(StepContext context, Arguments arguments) throws AbortException {
        if (context.hasBody() == arguments.has("to")) {
            throw new AbortException("autoRollback: expected a block, or 'to' with the release to go back to, but was "
                    + (context.hasBody() ? "both" : "neither"));
        }
        if (arguments.has("to")) {
            ReturnExecution execution = new ReturnExecution(arguments);
            execution.open(context);
            return execution;
        }
        Execution execution = new Execution(arguments);
        execution.begin(context);
        return execution;
    }

    private static final class Execution implements StepExecution {
        private static final long serialVersionUID = 1L;

        private final Arguments arguments;
        private String id;
        private boolean bodyBegun;
        private boolean bodyDone;
        private BodyResult failure;
        private transient Throwable stopCause;

        Execution(Arguments arguments) {
            this.arguments = arguments;
        }

        private StepDeployment step(StepContext context) {
            return StepDeployment.of(context, arguments);
        }

        void begin(StepContext context) {
            context.background(() -> beginDeployment(context), begun -> {
                if (begun.failed()) {
                    failure = begun;
                    rollBack(context);
                } else if (stopCause != null) {
                    failure = BodyResult.failure(stopCause);
                    rollBack(context);
                } else {
                    bodyBegun = true;
                    context.startBody(BodyScope.UNCHANGED.withEnvironment((List<String>) cast(begun.value())));
                }
            });
        }

        @SuppressWarnings("unchecked")
        private static List<String> cast(Object value) {
            return (List<String>) value;
        }

        private List<String> beginDeployment(StepContext context) throws Exception {
            StepDeployment step = step(context);
            id = step.id();
            step.promotion().begin(id);
            List<String> variables = new ArrayList<>();
            step.promotion().variables(id).forEach((name, value) -> variables.add(name + "=" + value));
            return variables;
        }

        @Override
        public void bodyEnded(StepContext context, String body, BodyResult result) {
            if (result.failed()) {
                failure = result;
                rollBack(context);
            } else {
                bodyDone = true;
                context.save();
                succeed(context);
            }
        }

        /** That the block is done is saved before: a deployment that has ended cannot go on with its block. */
        private void succeed(StepContext context) {
            context.background(() -> step(context).promotion().succeed(id), ended -> {
                if (ended.failed()) {
                    failure = ended;
                    rollBack(context);
                } else {
                    context.succeed(null);
                }
            });
        }

        /** The failure is part of the saved state: after a crash the rollback goes on, with the same cause. */
        private void rollBack(StepContext context) {
            context.save();
            context.background(() -> rollBackNow(context), ended -> {
                if (ended.failed()) {
                    failure.error().addSuppressed(ended.error());
                    context.log(String.valueOf(ended.error().getMessage()));
                }
                context.fail(failure.error());
            });
        }

        private Object rollBackNow(StepContext context) throws Exception {
            if (id != null) {
                report(
                        context,
                        step(context)
                                .toGoBack(id)
                                .rollBack(id, String.valueOf(failure.error().getMessage())));
            }
            return null;
        }

        @Override
        public void resume(StepContext context) {
            if (failure != null) {
                rollBack(context);
            } else if (bodyDone) {
                succeed(context);
            } else if (!bodyBegun) {
                begin(context);
            } else {
                hideSecrets(context);
            }
        }

        /** At once: the block goes on after this, and starts processes that know the secrets. */
        private void hideSecrets(StepContext context) {
            try {
                step(context).promotion().hideSecrets(id);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                context.stopBodies(e);
            } catch (Exception e) {
                context.stopBodies(e);
            }
        }

        @Override
        public void stop(StepContext context, Throwable cause) {
            if (!context.stopBodies(cause)) {
                // Beginning or rolling back: that is finished first, so that everything is in a named state.
                stopCause = cause;
            }
        }
    }

    private static final class ReturnExecution extends Switching {
        private static final long serialVersionUID = 1L;

        private final Arguments arguments;
        private String id;
        private transient boolean ended;

        ReturnExecution(Arguments arguments) {
            this.arguments = arguments;
        }

        @Override
        Switch begin(StepContext context) throws Exception {
            StepDeployment step = StepDeployment.of(context, arguments);
            if (id == null) {
                id = returning(step).begin(arguments.text("to"), step.run(), step.requester());
            }
            return returning(step).switchBack(id);
        }

        private Returning returning(StepDeployment step) throws Exception {
            return step.toGoBack(id).returning(step.environment());
        }

        @Override
        void giveUp(StepContext context, String cause) throws Exception {
            if (id != null && !ended) {
                report(
                        context,
                        StepDeployment.of(context, arguments).toGoBack(id).rollBack(id, cause));
            }
        }

        @Override
        Object end(StepContext context, Progress progress) throws Exception {
            StepDeployment step = StepDeployment.of(context, arguments);
            DeploymentRecord record = returning(step).complete(id, outcome(step.environment(), progress));
            ended = true;
            report(context, record);
            if (record.result() != Result.SUCCEEDED) {
                throw new AbortException("return to " + record.deployment().release() + ": " + record.cause());
            }
            return null;
        }
    }

    private static void report(StepContext context, DeploymentRecord record) {
        context.log("Deployment " + record.deployment().id() + ": " + record.result());
        for (Restoration thing : record.restored()) {
            context.log("  " + thing.name() + " " + thing.result() + ": " + thing.detail());
        }
    }
}
