package io.jenkins.plugins.promotion.history;

import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.host.BuildDeployments;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the index says of a job's applications, the newest of each and one of each environment at least.
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
        Set<String> spoiled = new LinkedHashSet<>();
        for (String application : BuildDeployments.applicationsOf(job)) {
            try {
                List<DeploymentRecord> found = find(deployments, application, spoiled);
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

    /** Of an environment that is deployed to seldom, the newest deployment may be older than all of those. */
    private static List<DeploymentRecord> find(BuildDeployments deployments, String application, Set<String> spoiled)
            throws IOException {
        DeploymentQuery all = DeploymentQuery.of(application);
        List<DeploymentRecord> found = new ArrayList<>(deployments.find(all.newest(MOST), spoiled::add));
        Set<String> seldom = deployments.environments(application);
        found.forEach(record -> seldom.remove(record.deployment().environment()));
        for (String environment : seldom) {
            found.addAll(deployments.find(all.in(environment).newest(1), spoiled::add));
        }
        return found;
    }
}
