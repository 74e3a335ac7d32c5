package io.jenkins.plugins.promotion.steps;

import hudson.EnvVars;
import hudson.Extension;
import hudson.model.Run;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.promotion.engine.Promotion;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.history.DeploymentsAction;
import io.jenkins.plugins.promotion.host.DeploymentLog;
import io.jenkins.plugins.promotion.host.JenkinsHost;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A deployment does not outlive its build: when the build was killed, its lease is given back and its record says so. */
@Extension
public final class BuildEnd extends RunListener<Run<?, ?>> {
    private static final Logger LOGGER = Logger.getLogger(BuildEnd.class.getName());

    @Override
    public void onFinalized(Run<?, ?> run) {
        if (run.getAction(DeploymentsAction.class) == null) {
            return;
        }
        JenkinsHost host = new JenkinsHost(null, run, "", new EnvVars());
        try {
            DeploymentQuery mine = DeploymentQuery.of("").by(run.getExternalizableId());
            for (DeploymentRecord record : host.deployments().find(mine)) {
                if (record.result() == Result.RUNNING) {
                    Promotion.abandon(
                            host,
                            StepDeployment.OPEN,
                            record.deployment().id(),
                            "the build ended before the deployment did");
                }
                DeploymentLog.forget(record.deployment().id());
            }
        } catch (IOException | PromotionException e) {
            LOGGER.log(Level.WARNING, e, () -> "cannot end the deployments of " + run);
        } finally {
            JenkinsHost.forget(run);
        }
    }
}
