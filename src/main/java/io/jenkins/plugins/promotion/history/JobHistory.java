package io.jenkins.plugins.promotion.history;

import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.host.BuildDeployments;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the index says of a job's applications, from one question for each of them.
 *
 * @param records the newest first
 * @param problems what the index could not say, and why, in words
 */
record JobHistory(List<DeploymentRecord> records, List<String> problems) {
    private static final int MOST = 200;

    static JobHistory of(String job) {
        BuildDeployments deployments = new BuildDeployments(Clock.systemUTC());
        List<DeploymentRecord> records = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        List<String> spoiled = new ArrayList<>();
        for (String application : BuildDeployments.applicationsOf(job)) {
            try {
                List<DeploymentRecord> found =
                        deployments.find(DeploymentQuery.of(application).newest(MOST), spoiled::add);
                records.addAll(found);
                if (found.isEmpty() && spoiled.isEmpty()) {
                    problems.add(Messages.JobDeploymentsAction_empty(application));
                }
            } catch (IOException e) {
                problems.add(Messages.JobDeploymentsAction_unreadable(e.toString()));
            }
        }
        if (!spoiled.isEmpty()) {
            problems.add(Messages.JobDeploymentsAction_spoiled(spoiled.size()));
        }
        records.sort(Comparator.comparingLong(
                        (DeploymentRecord record) -> record.deployment().startedAt())
                .reversed());
        return new JobHistory(List.copyOf(records), List.copyOf(problems));
    }
}
