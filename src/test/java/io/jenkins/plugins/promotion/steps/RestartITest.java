package io.jenkins.plugins.promotion.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.promotion.TwoSlots;
import io.jenkins.plugins.promotion.history.DeploymentsAction;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A canary whose controller is restarted, or killed, ends as it would have ended. */
class RestartITest {
    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension().withTimeout(300);

    private final TwoSlots world = new TwoSlots().live("v1");

    @AfterEach
    void stop() {
        world.close();
    }

    private static String pipeline(TwoSlots world, String rollout, String deploy) {
        return """
                node {
                  writeFile file: 'promotion.yaml', text: '''%s'''
                  preflightCheck environment: 'production', release: 'v2'
                  autoRollback(environment: 'production', release: 'v2') {
                    sh '%s'
                    blueGreenSwitch environment: 'production', release: 'v2'
                  }
                }
                """.formatted(world.promotionFile(rollout), deploy);
    }

    private void start(String pipeline) throws Throwable {
        jenkins.startJenkins();
        jenkins.runRemotely(RestartITest::startBuild, pipeline);
    }

    private static void startBuild(JenkinsRule rule, String pipeline) throws Throwable {
        WorkflowJob job = rule.createProject(WorkflowJob.class, "storefront");
        job.setDefinition(new CpsFlowDefinition(pipeline, true));
        job.scheduleBuild2(0).waitForStart();
    }

    private static void expect(JenkinsRule rule, String result, String deployment) throws Throwable {
        WorkflowRun run =
                rule.jenkins.getItemByFullName("storefront", WorkflowJob.class).getBuildByNumber(1);
        rule.assertBuildStatus(Result.fromString(result), rule.waitForCompletion(run));
        assertThat(run.getAction(DeploymentsAction.class)
                        .getDeployments()
                        .get(0)
                        .getResult())
                .isEqualTo(deployment);
    }

    @Test
    void shouldGoOnWithACanaryAfterTheControllerWasKilled() throws Throwable {
        start(pipeline(
                world,
                "rollout: { canary: [{ weight: 20, for: 8s }, { weight: 50, for: 1s }], soak: 1s }\n",
                world.deployCommand()));
        world.awaitSplit("80/20");
        jenkins.stopJenkinsForcibly();
        jenkins.startJenkins();
        jenkins.runRemotely(RestartITest::expect, "SUCCESS", "SUCCEEDED");
        assertThat(world.splits()).startsWith("80/20").endsWith("50/50", "0/100");
    }

    @Test
    void shouldVerifyAReleaseThatComesUpWhileTheControllerIsDown() throws Throwable {
        start(pipeline(world, "rollout: { soak: 500ms }\n", "touch deployed")
                .replace("startWithin: 20s", "startWithin: 120s"));
        // It is looking for the release in the idle slot now, and must not give up.
        jenkins.runRemotely(RestartITest::awaitSwitch);
        jenkins.stopJenkins();
        world.deploy("green", "v2");
        jenkins.startJenkins();
        jenkins.runRemotely(RestartITest::expect, "SUCCESS", "SUCCEEDED");
        assertThat(world.splits()).containsExactly("0/100");
    }

    @Test
    void shouldReturnTheTrafficThatAKilledSoakLeftOnAReleaseThatFellIll() throws Throwable {
        start(pipeline(world, "rollout: { soak: 60s }\n", world.deployCommand()));
        world.awaitSplit("0/100");
        jenkins.stopJenkinsForcibly();
        world.breakSlot("green");
        jenkins.startJenkins();
        jenkins.runRemotely(RestartITest::expect, "FAILURE", "ROLLED_BACK");
        assertThat(world.split()).isEqualTo("100/0");
    }

    private static void awaitSwitch(JenkinsRule rule) throws Throwable {
        WorkflowRun run =
                rule.jenkins.getItemByFullName("storefront", WorkflowJob.class).getBuildByNumber(1);
        rule.waitForMessage("blueGreenSwitch", run);
    }
}
