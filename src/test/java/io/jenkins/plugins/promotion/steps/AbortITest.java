package io.jenkins.plugins.promotion.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.promotion.TwoSlots;
import io.jenkins.plugins.promotion.history.DeploymentsAction;
import io.jenkins.plugins.promotion.host.EnvironmentHolders;
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
                                world.promotionFile("rollout: { canary: [{ weight: 20, for: 60s }] }\n"),
                                release,
                                world.deployCommand(),
                                release),
                true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private static String result(WorkflowRun run) {
        return run.getAction(DeploymentsAction.class).getDeployments().get(0).getResult();
    }

    @Test
    void shouldReturnTheTrafficBeforeAnAbortedBuildEnds(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = start(jenkins, "v2");
        world.awaitSplit("80/20");
        run.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        assertThat(world.splits()).containsExactly("80/20", "100/0");
        assertThat(result(run)).isEqualTo("ROLLED_BACK");
        jenkins.assertLogContains("100 %", run);
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
        long end = System.nanoTime() + 30_000_000_000L;
        while (EnvironmentHolders.of("storefront/production").isPresent()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(20);
        }
        assertThat(result(first)).isEqualTo("NEEDS_A_PERSON");
    }
}
