package io.jenkins.plugins.promotion.steps;

import hudson.AbortException;
import hudson.console.ConsoleLogFilter;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.journal.JournalException;
import io.jenkins.plugins.promotion.engine.rollback.Restoration;
import io.jenkins.plugins.promotion.host.LogMask;
import io.jenkins.plugins.promotion.host.MaskedFailures;
import io.jenkins.plugins.promotion.host.UntoldSecrets;
import java.io.IOException;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.FailureHandler;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Runs a block between a baseline and, if the block fails, the way back to it. */
final class AutoRollbackExecution extends BackgroundExecution {
    private static final long serialVersionUID = 1L;

    /** Where it stands, so that a restart goes on there. */
    private enum Stage {
        BEGINNING,
        BODY,
        ENDING,
        ROLLING_BACK
    }

    private Stage stage = Stage.BEGINNING;
    private String id;
    /** Why it goes back; kept as text, because not every failure can be written. */
    private String cause;

    private boolean aborted;
    private BodyExecution body;
    private transient volatile Throwable failure;

    AutoRollbackExecution(StepContext context, StepArguments arguments) {
        super(context, "autoRollback", arguments);
    }

    @Override
    void open() {
        switch (stage) {
            case BEGINNING -> background(this::begin);
            case ENDING -> background(this::succeed);
            case ROLLING_BACK -> background(this::rollBack);
            // The block is at work, and tells when it has ended; what it may print is known to the former process only.
            case BODY -> background(this::hideSecrets);
        }
    }

    private void begin() throws Exception {
        StepDeployment deployment = deployment();
        id = deployment.id();
        deployment.log("Deployment " + id);
        deployment.promotion().begin(id);
        if (failure != null) {
            goBack(failure);
            return;
        }
        Map<String, String> variables = deployment.promotion().variables(id);
        enter(Stage.BODY);
        body = getContext()
                .newBodyInvoker()
                .withContext(EnvironmentExpander.merge(
                        getContext().get(EnvironmentExpander.class), EnvironmentExpander.constant(variables)))
                .withContext(BodyInvoker.mergeConsoleLogFilters(
                        getContext().get(ConsoleLogFilter.class),
                        new LogMask(getContext().get(Run.class), id)))
                .withContext(FailureHandler.merge(
                        getContext().get(FailureHandler.class),
                        new MaskedFailures(getContext().get(Run.class), id)))
                .withCallback(new Body(this))
                .start();
    }

    private void hideSecrets() throws Exception {
        deployment().promotion().hideSecrets(id);
        UntoldSecrets.told(id);
    }

    private void enter(Stage next) {
        stage = next;
        getContext().saveState();
    }

    private void succeed() throws Exception {
        StepDeployment deployment = deployment();
        DeploymentRecord record = deployment.promotion().succeed(id);
        deployment.log(report(record));
        getContext().onSuccess(null);
    }

    private void goBack(Throwable because) {
        failure = masked(readable(because));
        cause = reason(failure);
        aborted = because instanceof FlowInterruptedException interrupted && interrupted.getResult() == Result.ABORTED;
        enter(Stage.ROLLING_BACK);
        whenAgentIsThere(this::rollBack);
    }

    private Throwable masked(Throwable because) {
        try {
            // Without a deployment, no secret was told.
            return new MaskedFailures(getContext().get(Run.class), id == null ? "" : id).handle(getContext(), because);
        } catch (IOException | InterruptedException e) {
            // Without the build there is no log to keep it from either.
            return because;
        }
    }

    private void rollBack() throws Exception {
        try {
            if (id != null) {
                StepDeployment deployment = deployment();
                deployment.log(report(deployment.toGoBack(id).rollBack(deployment.id(id), cause)));
            }
        } catch (JournalException e) {
            deployment().log(String.valueOf(readable(e).getMessage()));
            deployment().abandon(id, cause);
        } catch (Exception e) {
            deployment().log(String.valueOf(readable(e).getMessage()));
        }
        getContext().onFailure(failure == null ? restored() : failure);
    }

    /** What was thrown before the restart, as far as it is known. */
    private Throwable restored() {
        return aborted ? new FlowInterruptedException(Result.ABORTED) : new AbortException(cause);
    }

    /** A failure before the way back has begun leads there; one on the way back has been told already. */
    @Override
    void failed(Throwable e) {
        if (stage == Stage.BEGINNING || stage == Stage.ENDING) {
            goBack(failure == null ? e : failure);
        } else if (stage == Stage.BODY) {
            // Its log could not be kept free of secrets.
            stop(readable(e));
        } else {
            super.failed(failure == null ? e : failure);
        }
    }

    /** Beginning or going back is finished first, so that everything is in a named state; but no agent is waited for. */
    @Override
    public void stop(Throwable because) {
        if (stage == Stage.BODY && body != null) {
            body.cancel(because);
            return;
        }
        stopWaiting();
        if (failure == null) {
            failure = because;
        }
    }

    @Override
    String status() {
        return switch (stage) {
            case BEGINNING -> Messages.AutoRollbackStep_beginning(environment());
            case BODY -> Messages.AutoRollbackStep_deploying(environment());
            case ENDING -> Messages.AutoRollbackStep_ending(environment());
            case ROLLING_BACK -> Messages.AutoRollbackStep_goingBack(environment(), cause);
        };
    }

    static String report(DeploymentRecord record) {
        StringBuilder text = new StringBuilder(Messages.AutoRollbackStep_report(
                record.deployment().id(),
                record.deployment().release(),
                record.deployment().environment(),
                record.result(),
                (record.endedAt() - record.deployment().startedAt()) / 1000));
        for (Restoration thing : record.restored()) {
            text.append("\n  ").append(thing.name()).append(' ').append(thing.result());
            text.append(": ").append(thing.detail());
        }
        return text.toString();
    }

    private static final class Body extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;

        private final AutoRollbackExecution step;

        Body(AutoRollbackExecution step) {
            this.step = step;
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            step.enter(Stage.ENDING);
            step.background(step::succeed);
        }

        @Override
        public void onFailure(StepContext context, Throwable failure) {
            step.goBack(failure);
        }
    }
}
