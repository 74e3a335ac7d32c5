package io.jenkins.plugins.promotion.cli.pipeline;

import com.cloudbees.groovy.cps.Continuable;
import hudson.AbortException;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** An error that nobody caught, as the end of a run. */
record Failure(Throwable error) {

    Result result() {
        return error instanceof FlowInterruptedException interruption ? interruption.getResult() : Result.FAILURE;
    }

    /** The line of the log. */
    String line() {
        return (error instanceof FlowInterruptedException ? "" : "ERROR: ") + describe();
    }

    /** The message, with the lines of the scripts it came through, innermost first. */
    String describe() {
        String message = error instanceof AbortException
                        || error instanceof FlowInterruptedException
                        || error instanceof PromotionException
                ? error.getMessage()
                : error.toString();
        List<String> lines = scriptLines();
        return message + (lines.isEmpty() ? "" : " (" + String.join(", ", lines) + ")");
    }

    private List<String> scriptLines() {
        List<String> lines = new ArrayList<>();
        for (StackTraceElement element : error.getStackTrace()) {
            if (element.equals(Continuable.SEPARATOR_STACK_ELEMENT)) {
                break;
            }
            String file = element.getFileName();
            boolean script = file != null && (file.endsWith(".groovy") || file.equals("Jenkinsfile"));
            if (script && element.getLineNumber() > 0) {
                lines.add(file.substring(file.lastIndexOf('/') + 1) + ":" + element.getLineNumber());
            }
        }
        return lines;
    }
}
