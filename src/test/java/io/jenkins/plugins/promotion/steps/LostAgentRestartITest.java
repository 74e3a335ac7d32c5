package io.jenkins.plugins.promotion.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.Util;
import hudson.model.Result;
import hudson.slaves.OfflineCause;
import io.jenkins.plugins.promotion.TwoSlots;
import io.jenkins.plugins.promotion.history.DeploymentSummary;
import io.jenkins.plugins.promotion.history.DeploymentsAction;
import java.io.File;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** The controller is killed while a canary waits for its agent, which never comes back: it ends, and says where the traffic is. */
class LostAgentRestartITest {
    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension().withTimeout(900);

    private final TwoSlots gone = new TwoSlots().live("v1");

    @AfterEach
    void stop() {
        gone.close();
    }

    private static String pipeline(String agent, TwoSlots world) {
        return """
                node('%s') {
                  writeFile file: 'promotion.yaml', text: '''%s'''
                  autoRollback(environment: 'production', release: 'v2') {
                    sh '%s'
                    blueGreenSwitch environment: 'production', release: 'v2'
                  }
                }
                """.formatted(
                agent,
                world.promotionFile("rollout: { canary: [{ weight: 20, for: 200ms }, { weight: 50, for: 200ms }] }\n")
                        .replace("application: storefront", "application: " + agent),
                world.deployCommand());
    }

    @Test
    void shouldEndWithoutTheAgent() throws Throwable {
        jenkins.startJenkins();
        gone.holdAt("put 50/50", false);
        jenkins.runRemotely(LostAgentRestartITest::start, "gone", pipeline("gone", gone));
        TwoSlots.await(gone::isReached, "half of the traffic");
        jenkins.runRemotely(LostAgentRestartITest::loseAgent);

        jenkins.stopJenkinsForcibly();
        gone.letGo();
        Util.deleteRecursive(new File(jenkins.getHome(), "nodes/gone"));
        jenkins.startJenkins();

        jenkins.runRemotely(LostAgentRestartITest::expect);
        assertThat(gone.split()).isEqualTo("50/50");
    }

    private static void start(JenkinsRule rule, String name, String pipeline) throws Exception {
        rule.waitOnline(rule.createSlave(name, name, null));
        WorkflowJob job = rule.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(pipeline, true));
        job.scheduleBuild2(0).waitForStart();
    }

    private static void loseAgent(JenkinsRule rule) throws Exception {
        rule.jenkins
                .getComputer("gone")
                .disconnect(new OfflineCause.ByCLI("away"))
                .get();
        rule.waitForMessage("waiting for the agent to come back", build(rule));
        // After a kill Jenkins runs again what was in its queue when it was saved last.
        rule.jenkins.getQueue().save();
    }

    private static WorkflowRun build(JenkinsRule rule) {
        return rule.jenkins.getItemByFullName("gone", WorkflowJob.class).getBuildByNumber(1);
    }

    private static void expect(JenkinsRule rule) throws Exception {
        WorkflowRun run = rule.waitForCompletion(build(rule));
        rule.assertLogContains("the agent is no longer known to Jenkins", run);
        rule.assertLogContains("rollback: traffic unknown: was to be at blue 100, green 0", run);
        assertThat(run.getResult()).isNotEqualTo(Result.SUCCESS);
        assertThat(run.getAction(DeploymentsAction.class).getDeployments())
                .extracting(DeploymentSummary::getResult)
                .containsExactly("NEEDS_A_PERSON");
    }
}
