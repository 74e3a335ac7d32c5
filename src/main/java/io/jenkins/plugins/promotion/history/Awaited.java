package io.jenkins.plugins.promotion.history;

import io.jenkins.plugins.promotion.Messages;
import java.util.List;

/** What a build's page waits for, and how often it asks: often while a deployment is at work, and never after the build. */
public enum Awaited {
    END_OF_DEPLOYMENT(2_000),
    NEXT_DEPLOYMENT(15_000),
    NOTHING(0);

    private final int intervalMillis;

    Awaited(int intervalMillis) {
        this.intervalMillis = intervalMillis;
    }

    static Awaited of(List<DeploymentView> deployments, boolean building) {
        if (!building) {
            return NOTHING;
        }
        return deployments.stream().anyMatch(DeploymentView::isRunning) ? END_OF_DEPLOYMENT : NEXT_DEPLOYMENT;
    }

    /** Milliseconds from an answer to the next question; 0 for no more questions. */
    public int getIntervalMillis() {
        return intervalMillis;
    }

    /** For the page; empty if there is nothing to say. */
    public String getInWords() {
        return switch (this) {
            case END_OF_DEPLOYMENT -> Messages.Awaited_endOfDeployment(intervalMillis / 1000);
            case NEXT_DEPLOYMENT -> Messages.Awaited_nextDeployment(intervalMillis / 1000);
            case NOTHING -> "";
        };
    }
}
