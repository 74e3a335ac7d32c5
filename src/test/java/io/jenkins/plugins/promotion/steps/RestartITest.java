package io.jenkins.plugins.promotion.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.promotion.TwoSlots;
import io.jenkins.plugins.promotion.history.DeploymentSummary;
import io.jenkins.plugins.promotion.history.DeploymentsAction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
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
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension().withTimeout(600);

    private final List<AutoCloseable> worlds = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable world : worlds) {
            world.close();
        }
    }

    private CaughtDeployment caught(Optional<Moment> moment) throws IOException {
        CaughtDeployment deployment =
                new CaughtDeployment(moment, jenkins.getHome().toPath());
        worlds.add(deployment);
        return deployment;
    }

    /** All at once, because a controller takes its time to start: each build stands at another moment when it is killed. */
    @Test
    void shouldEndEveryCanaryAsIfTheControllerHadNotBeenKilled() throws Throwable {
        jenkins.startJenkins();
        List<CaughtDeployment> caught = new ArrayList<>();
        CaughtDeployment undisturbed = caught(Optional.empty());
        for (Moment moment : Moment.values()) {
            caught.add(caught(Optional.of(moment)));
        }
        List<CaughtDeployment> all = new ArrayList<>(caught);
        all.add(undisturbed);
        jenkins.runRemotely(
                RestartITest::start,
                new ArrayList<>(all.stream().map(CaughtDeployment::job).toList()),
                new ArrayList<>(all.stream().map(CaughtDeployment::pipeline).toList()));
        for (CaughtDeployment deployment : caught) {
            deployment.awaitMoment();
        }
        jenkins.runRemotely(RestartITest::end, "undisturbed", "SUCCESS");
        jenkins.runRemotely(RestartITest::saveQueue);

        jenkins.stopJenkinsForcibly();
        assertThat(HomeScan.of(jenkins.getHome(), CaughtDeployment.SECRET))
                .describedAs("after the kill")
                .isEmpty();
        for (CaughtDeployment deployment : caught) {
            deployment.letGo();
        }
        jenkins.startJenkins();

        SoftAssertions ends = new SoftAssertions();
        for (Moment moment : Moment.values()) {
            CaughtDeployment deployment = caught.get(moment.ordinal());
            String log = jenkins.runRemotely(
                    RestartITest::end, deployment.job(), moment.isWayBack() ? "FAILURE" : "SUCCESS");
            ends.assertThat(deployment.end())
                    .describedAs(moment + "\n" + log)
                    .isEqualTo(expected(moment, undisturbed.end()));
            ends.assertThat(log).contains("password is ****");
        }
        ends.assertAll();
        assertThat(HomeScan.of(jenkins.getHome(), CaughtDeployment.SECRET))
                .describedAs("after the restart")
                .isEmpty();
    }

    private static String expected(Moment moment, String undisturbed) {
        return switch (moment) {
            case FALLING_ILL -> back(undisturbed, ", record", ", return, rollback", "0/100]", "0/100, 100/0]");
            case RETURNING ->
                back(undisturbed, ", switch, soak, record", ", return, rollback", "50/50, 0/100]", "100/0]");
            case BRINGING_BACK -> back(undisturbed, ", record", ", rollback", "0/100]", "0/100, 100/0]");
            default -> undisturbed;
        };
    }

    private static String back(String undisturbed, String phases, String phasesBack, String splits, String splitsBack) {
        return undisturbed
                .replace("SUCCEEDED", "ROLLED_BACK")
                .replace(phases, phasesBack)
                .replace(splits, splitsBack)
                .replace("traffic 0/100", "traffic 100/0");
    }

    private static void start(JenkinsRule rule, ArrayList<String> jobs, ArrayList<String> pipelines) throws Exception {
        CaughtDeployment.start(jobs, pipelines);
    }

    /** Jenkins saves its queue once a minute, and after a kill runs again what was in it: that is not what is tested here. */
    private static void saveQueue(JenkinsRule rule) {
        rule.jenkins.getQueue().save();
    }

    /** Waits for the end of the job's build. */
    private static String end(JenkinsRule rule, String job, String result) throws Exception {
        WorkflowRun run = rule.jenkins.getItemByFullName(job, WorkflowJob.class).getBuildByNumber(1);
        rule.waitForCompletion(run);
        String log = JenkinsRule.getLog(run);
        assertThat(run.getResult()).describedAs(job + "\n" + log).isEqualTo(Result.fromString(result));
        return log;
    }

    @Test
    void shouldVerifyAReleaseThatComesUpWhileTheControllerIsDown() throws Throwable {
        TwoSlots world = new TwoSlots().live("v1");
        worlds.add(world);
        jenkins.startJenkins();
        world.holdAt("probe 100/0", false);
        jenkins.runRemotely(RestartITest::startBuild, """
                node {
                  writeFile file: 'promotion.yaml', text: '''%s'''
                  blueGreenSwitch environment: 'production', release: 'v2'
                }
                """.formatted(
                        world.promotionFile("").replace("startWithin: 120s", "startWithin: 30m")));
        // It looks for the release in the idle slot, and must not give up.
        TwoSlots.await(world::isReached, "a look at green");
        world.letGo();
        jenkins.stopJenkins();
        world.deploy("green", "v2");
        jenkins.startJenkins();
        jenkins.runRemotely(RestartITest::expect);
        assertThat(world.splits()).containsExactly("0/100");
    }

    private static void startBuild(JenkinsRule rule, String pipeline) throws Exception {
        WorkflowJob job = rule.createProject(WorkflowJob.class, "storefront");
        job.setDefinition(new CpsFlowDefinition(pipeline, true));
        job.scheduleBuild2(0).waitForStart();
    }

    private static void expect(JenkinsRule rule) throws Exception {
        end(rule, "storefront", "SUCCESS");
        WorkflowRun run =
                rule.jenkins.getItemByFullName("storefront", WorkflowJob.class).getBuildByNumber(1);
        assertThat(run.getAction(DeploymentsAction.class).getDeployments())
                .extracting(DeploymentSummary::getResult)
                .containsExactly("SUCCEEDED");
    }
}
