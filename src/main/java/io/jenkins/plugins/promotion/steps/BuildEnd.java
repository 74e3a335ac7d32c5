package io.jenkins.plugins.promotion.steps;

import hudson.EnvVars;
import hudson.Extension;
import hudson.model.Run;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.Promotion;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.host.DeploymentLog;
import io.jenkins.plugins.promotion.host.JenkinsHost;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;

/** A deployment does not outlive its build: when the build was killed, its lease is given back and its record says so. */
@Extension
public final class BuildEnd extends RunListener<Run<?, ?>> {
    private static final Logger LOGGER = Logger.getLogger(BuildEnd.class.getName());

    /** How long a full disk is given until the end is written again, in seconds. */
    private static final int AGAIN = 60;

    @Override
    public void onFinalized(Run<?, ?> run) {
        try {
            end(run);
        } finally {
            JenkinsHost.forget(run);
        }
    }

    private static void end(Run<?, ?> run) {
        JenkinsHost host = new JenkinsHost(null, run, "", new EnvVars());
        try {
            DeploymentQuery mine = DeploymentQuery.of("").by(run.getExternalizableId());
            for (DeploymentRecord record : host.deployments().find(mine)) {
                DeploymentLog.forget(record.deployment().id());
                if (record.result() == Result.RUNNING) {
                    Promotion.abandon(
                            host, StepDeployment.OPEN, record.deployment().id(), Messages.BuildEnd_endedBefore());
                }
            }
        } catch (IOException | PromotionException e) {
            LOGGER.log(Level.WARNING, e, () -> "cannot end the deployments of " + run + " yet");
            String id = run.getExternalizableId();
            Timer.get().schedule(() -> endAgain(id), AGAIN, TimeUnit.SECONDS);
        }
    }

    private static void endAgain(String id) {
        Run<?, ?> run = Run.fromExternalizableId(id);
        if (run != null && !run.isBuilding()) {
            end(run);
        }
    }
}
