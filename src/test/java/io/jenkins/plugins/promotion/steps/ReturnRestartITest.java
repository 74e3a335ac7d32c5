package io.jenkins.plugins.promotion.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.TwoSlots;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A way back without a block, whose controller is killed while the router is told, ends as it would have ended. */
class ReturnRestartITest {
    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension().withTimeout(600);

    private final TwoSlots world = new TwoSlots().live("v1");

    @AfterEach
    void stop() {
        world.close();
    }

    private String deploy(String release) {
        return """
                autoRollback(environment: 'production', release: '%s') {
                  sh '%s'
                  blueGreenSwitch environment: 'production', release: '%s'
                }
                """.formatted(release, world.deployCommand(), release);
    }

    @Test
    void shouldEndAsIfTheControllerHadNotBeenKilled() throws Throwable {
        world.holdAt("put 0/100", true);
        jenkins.startJenkins();
        jenkins.runRemotely(
                ReturnRestartITest::start,
                "node {\nwriteFile file: 'promotion.yaml', text: '''" + world.promotionFile("") + "'''\n"
                        + deploy("v2")
                        + deploy("v3")
                        + "sh '" + world.armCommand() + "'\n"
                        + "autoRollback environment: 'production', to: 'v2'\n}");
        TwoSlots.await(world::isReached, "an order to return");

        jenkins.stopJenkinsForcibly();
        assertThat(world.split()).isEqualTo("100/0");
        world.letGo();
        jenkins.startJenkins();

        jenkins.runRemotely(ReturnRestartITest::end);
        assertThat(world.split()).isEqualTo("0/100");
    }

    private static void start(JenkinsRule rule, String pipeline) throws Exception {
        WorkflowJob job = rule.createProject(WorkflowJob.class, "storefront");
        job.setDefinition(new CpsFlowDefinition(pipeline, true));
        job.scheduleBuild2(0).waitForStart();
        // After a kill Jenkins runs again what was in its queue when it was saved last.
        rule.jenkins.getQueue().save();
    }

    private static void end(JenkinsRule rule) throws Exception {
        WorkflowJob job = rule.jenkins.getItemByFullName("storefront", WorkflowJob.class);
        rule.assertBuildStatusSuccess(rule.waitForCompletion(job.getBuildByNumber(1)));
    }
}
