package io.jenkins.plugins.promotion.steps;

import io.jenkins.plugins.promotion.engine.Gate;
import java.io.Serializable;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** How the approval of a plan stands, and how to ask for what is missing. */
public final class ApprovalResult implements Serializable {
    private static final long serialVersionUID = 1L;

    private final boolean granted;
    private final String inputId;
    private final String message;
    private final String submitters;
    private final String status;

    ApprovalResult(Gate gate) {
        this.granted = gate.granted();
        this.inputId = gate.inputId();
        this.message = gate.message();
        this.submitters = gate.submitters();
        this.status = gate.status();
    }

    /** Whether the deployment may go on. */
    @Whitelisted
    public boolean isGranted() {
        return granted;
    }

    /** The id of the input to ask with; it names the plan. */
    @Whitelisted
    public String getInputId() {
        return inputId;
    }

    /** What to ask: the plan, and what is missing. */
    @Whitelisted
    public String getMessage() {
        return message;
    }

    /** Who may answer, separated by commas; empty for everybody who may build. */
    @Whitelisted
    public String getSubmitters() {
        return submitters;
    }

    /** Who has agreed, or what is missing, in a line. */
    @Whitelisted
    public String getStatus() {
        return status;
    }
}
