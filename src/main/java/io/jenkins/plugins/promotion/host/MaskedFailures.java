package io.jenkins.plugins.promotion.host;

import hudson.AbortException;
import hudson.model.Run;
import java.io.Serializable;
import org.jenkinsci.plugins.workflow.steps.FailureHandler;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Hides the values of a build's secrets in failures, which Jenkins keeps with the step that failed. */
public final class MaskedFailures implements FailureHandler, Serializable {
    private static final long serialVersionUID = 1L;

    private final String run;
    private final String deployment;

    public MaskedFailures(Run<?, ?> run, String deployment) {
        this.run = run.getExternalizableId();
        this.deployment = deployment;
    }

    @Override
    public Throwable handle(StepContext context, Throwable failure) {
        // An interruption says who and why, and what is done about it depends on its type.
        if (failure instanceof FlowInterruptedException) {
            return failure;
        }
        if (!UntoldSecrets.await(deployment)) {
            return new AbortException(LogMask.WITHHELD);
        }
        if (!tells(failure)) {
            return failure;
        }
        Throwable masked = new AbortException(
                LogMask.of(run).mask(String.valueOf(failure.getMessage())).strip());
        masked.setStackTrace(failure.getStackTrace());
        return masked;
    }

    private boolean tells(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (!LogMask.of(run).mask(message).equals(message)) {
                return true;
            }
        }
        return false;
    }
}
