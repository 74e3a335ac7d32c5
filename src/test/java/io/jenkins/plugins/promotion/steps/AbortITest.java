package io.jenkins.plugins.promotion.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.promotion.TwoSlots;
import io.jenkins.plugins.promotion.history.DeploymentsAction;
import io.jenkins.plugins.promotion.host.EnvironmentHolders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.assertj.core.api.SoftAssertions;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Somebody stops a build: traffic returns first. Somebody kills it: its lease is given back, and its record says so. */
@WithJenkins
class AbortITest {
    private final TwoSlots world = new TwoSlots().live("v1");

    @AfterEach
    void stop() {
        world.close();
    }

    private WorkflowRun start(JenkinsRule jenkins, String release) throws Exception {
        WorkflowJob job = jenkins.jenkins.getItemByFullName("storefront", WorkflowJob.class);
        if (job == null) {
            job = jenkins.createProject(WorkflowJob.class, "storefront");
        }
        job.setDefinition(new CpsFlowDefinition(
                """
                node {
                  writeFile file: 'promotion.yaml', text: '''%s'''
                  autoRollback(environment: 'production', release: '%s') {
                    sh '%s'
                    blueGreenSwitch environment: 'production', release: '%s'
                  }
                }
                """.formatted(
                                world.promotionFile("rollout: { canary: [{ weight: 20, for: 10m }] }\n"),
                                release,
                                world.deployCommand(),
                                release),
                true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private static String result(WorkflowRun run) {
        return run.getAction(DeploymentsAction.class).getDeployments().get(0).getResult();
    }

    /** Each build stands at another moment when it is stopped. */
    @Test
    void shouldReturnTheTrafficInEveryPhaseBeforeAnAbortedBuildEnds(JenkinsRule jenkins) throws Exception {
        List<CaughtDeployment> caught = new ArrayList<>();
        try {
            for (Moment moment : Moment.values()) {
                caught.add(new CaughtDeployment(
                        Optional.of(moment), jenkins.jenkins.getRootDir().toPath()));
            }
            CaughtDeployment.start(
                    caught.stream().map(CaughtDeployment::job).toList(),
                    caught.stream().map(CaughtDeployment::pipeline).toList());
            for (CaughtDeployment deployment : caught) {
                deployment.awaitMoment();
                WorkflowRun run = run(jenkins, deployment);
                run.doStop();
                if (deployment.moment().isSwitching()) {
                    TwoSlots.await(() -> isGoingBack(run), deployment);
                }
                if (deployment.moment() != Moment.DEPLOYING) {
                    // A command that ends well after all would have been stopped too late.
                    deployment.letGo();
                }
            }
            SoftAssertions ends = new SoftAssertions();
            for (CaughtDeployment deployment : caught) {
                expectBack(ends, deployment, jenkins.waitForCompletion(run(jenkins, deployment)));
            }
            ends.assertThat(HomeScan.of(jenkins.jenkins.getRootDir(), CaughtDeployment.SECRET))
                    .isEmpty();
            ends.assertAll();
        } finally {
            for (CaughtDeployment deployment : caught) {
                deployment.close();
            }
        }
    }

    private static void expectBack(SoftAssertions ends, CaughtDeployment deployment, WorkflowRun run) throws Exception {
        Moment moment = deployment.moment();
        String log = JenkinsRule.getLog(run);
        boolean done = moment == Moment.RECORDING;
        ends.assertThat(run.getResult()).describedAs(moment + "\n" + log).isEqualTo(Result.ABORTED);
        ends.assertThat(deployment.splits()).describedAs(moment + "\n" + log).isEqualTo(moment.splitsThereAndBack());
        ends.assertThat(deployment.isPublished()).describedAs(log).isEqualTo(done);
        ends.assertThat(log).doesNotContain("\tat ");
        if (moment == Moment.CHECKING) {
            ends.assertThat(result(run)).isEqualTo("FAILED");
        } else {
            ends.assertThat(result(run)).describedAs(log).isEqualTo(done ? "SUCCEEDED" : "ROLLED_BACK");
            ends.assertThat(log)
                    .containsPattern(done ? "SUCCEEDED after" : "rollback: traffic \\w+: blue 100, green 0");
        }
    }

    /** Jenkins tells its steps to stop when it has the time. */
    private static boolean isGoingBack(WorkflowRun run) {
        try {
            return run.getExecution().getCurrentExecutions(true).get().stream()
                    .anyMatch(step -> String.valueOf(step.getStatus()).startsWith("going back"));
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static WorkflowRun run(JenkinsRule jenkins, CaughtDeployment deployment) {
        return jenkins.jenkins
                .getItemByFullName(deployment.job(), WorkflowJob.class)
                .getBuildByNumber(1);
    }

    @Test
    void shouldRefuseASecondBuildAndReleaseTheLeaseOfAKilledOne(JenkinsRule jenkins) throws Exception {
        WorkflowRun first = start(jenkins, "v2");
        world.awaitSplit("80/20");

        WorkflowRun second = start(jenkins, "v3");
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(second));
        jenkins.assertLogContains("holds the lease", second);

        first.doKill();
        jenkins.waitForCompletion(first);
        TwoSlots.await(() -> EnvironmentHolders.of("storefront/production").isEmpty(), "a lease that is given back");
        assertThat(result(first)).isEqualTo("NEEDS_A_PERSON");
    }
}
