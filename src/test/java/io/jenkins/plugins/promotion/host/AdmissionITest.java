package io.jenkins.plugins.promotion.host;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.EnvVars;
import hudson.model.Result;
import io.jenkins.plugins.promotion.TwoSlots;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.policy.EnvironmentPolicy;
import io.jenkins.plugins.promotion.policy.Freeze;
import io.jenkins.plugins.promotion.policy.PromotionPolicy;
import io.jenkins.plugins.promotion.policy.RouterConnection;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.steps.input.InputAction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Which build may come to an environment, when, and over which router: whatever its pipeline leaves out. */
@WithJenkins
class AdmissionITest {
    private final TwoSlots world = new TwoSlots().live("v1");
    private final TwoSlots testing = new TwoSlots().live("v1");
    private JenkinsRule jenkins;
    private WorkflowJob job;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        job = jenkins.createProject(WorkflowJob.class, "storefront");
    }

    @AfterEach
    void stop() {
        world.close();
        testing.close();
    }

    private String deploy(String release) {
        return """
                writeFile file: 'promotion.yaml', text: '''%s'''
                autoRollback(environment: 'production', release: '%s') {
                  sh '%s'
                  blueGreenSwitch environment: 'production', release: '%s'
                }
                """.formatted(world.promotionFile(""), release, world.deployCommand(), release);
    }

    private String test(String release) {
        return """
                writeFile file: 'testing.yaml', text: '''%s'''
                autoRollback(environment: 'testing', release: '%s', file: 'testing.yaml') {
                  sh '%s'
                  blueGreenSwitch environment: 'testing', release: '%s', file: 'testing.yaml'
                }
                """.formatted(
                        testing.promotionFile("").replace("production:", "testing:"),
                        release,
                        testing.deployCommand(),
                        release);
    }

    private WorkflowRun start(String... steps) throws Exception {
        job.setDefinition(new CpsFlowDefinition("node {\n" + String.join("", steps) + "}", true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private WorkflowRun end(Result result, String... steps) throws Exception {
        return jenkins.assertBuildStatus(result, jenkins.waitForCompletion(start(steps)));
    }

    @Test
    void shouldRefuseInAFreezeWindowOfThePolicy() throws Exception {
        EnvironmentPolicy production = new EnvironmentPolicy("production");
        Freeze always = new Freeze("* * * * *");
        always.setReason("the books are closed");
        production.setFreeze(List.of(always));
        PromotionPolicy.get().setEnvironments(List.of(production));
        String file = "writeFile file: 'promotion.yaml', text: '''" + world.promotionFile("") + "'''\n";

        WorkflowRun checked = end(Result.FAILURE, file, "preflightCheck environment: 'production', release: 'v2'\n");
        jenkins.assertLogContains("outside of the freeze window '* * * * *' (the books are closed)", checked);
        WorkflowRun unchecked = end(Result.FAILURE, deploy("v2"));
        jenkins.assertLogContains("outside of the freeze window '* * * * *' (the books are closed)", unchecked);

        assertThat(world.splits()).isEmpty();
    }

    @Test
    void shouldRefuseAReleaseThatSkipsAnEnvironment() throws Exception {
        EnvironmentPolicy production = new EnvironmentPolicy("production");
        production.setInOrder(true);
        PromotionPolicy.get().setEnvironments(List.of(new EnvironmentPolicy("testing"), production));

        WorkflowRun run = end(Result.FAILURE, deploy("v2"));
        jenkins.assertLogContains("expected v2 live in testing before, but was never there", run);
        assertThat(world.splits()).isEmpty();

        end(Result.SUCCESS, test("v2"), deploy("v2"));
        assertThat(world.split()).isEqualTo("0/100");
    }

    @Test
    void shouldRefuseAnotherRouterThanThePolicys() throws Exception {
        RouterConnection connection = new RouterConnection("embedded");
        connection.setAddress("http://127.0.0.1:1");
        EnvironmentPolicy production = new EnvironmentPolicy("production");
        production.setRouters(List.of(connection));
        PromotionPolicy.get().setEnvironments(List.of(production));

        WorkflowRun run = end(Result.FAILURE, deploy("v2"));

        jenkins.assertLogContains("expected a router of the policy: embedded http://127.0.0.1:1", run);
        assertThat(world.splits()).isEmpty();
    }

    @Test
    void shouldReachTheRouterFromWhereThePolicySays() throws Exception {
        Choice traffic = world.traffic();
        RouterConnection connection = new RouterConnection("embedded");
        connection.setAddress(traffic.settings().get("address").asText());
        connection.setController(true);
        EnvironmentPolicy production = new EnvironmentPolicy("production");
        production.setRouters(List.of(connection));
        WorkflowRun run = end(Result.SUCCESS);
        JenkinsHost host = new JenkinsHost(null, run, "production", new EnvVars());
        try (TrafficRouter router = host.router(traffic)) {
            assertThat(router).isInstanceOf(AgentRouter.class);
        }

        PromotionPolicy.get().setEnvironments(List.of(production));

        try (TrafficRouter router = host.router(traffic)) {
            assertThat(router).isNotInstanceOf(AgentRouter.class);
        }
        end(Result.SUCCESS, deploy("v2"));
        assertThat(world.split()).isEqualTo("0/100");
    }

    @Test
    void shouldNotLetAnOlderBuildOvertakeANewerOne() throws Exception {
        WorkflowRun older = start(
                "input 'go on?'\n",
                "catchError {\n" + deploy("v2") + "}\n",
                "autoRollback environment: 'production', to: 'v3'\n");
        TwoSlots.await(() -> isAsking(older), "a question");
        // Blue has never been deployed to by this Jenkins: a way back leads to what it has seen live.
        end(Result.SUCCESS, deploy("v3"));
        end(Result.SUCCESS, deploy("v4"));

        older.getAction(InputAction.class).getExecutions().get(0).doProceedEmpty();

        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(older));
        jenkins.assertLogContains(
                "expected no deployment by a newer build of storefront than #1, but was #3 has begun one", older);
        jenkins.assertLogContains("start a new build of v2", older);
        // Its way back was open all the same.
        assertThat(world.splits()).as(JenkinsRule.getLog(older)).containsExactly("0/100", "100/0", "0/100");
        end(Result.SUCCESS, deploy("v5"));
        job.renameTo("shop");
        TwoSlots.await(() -> !IndexRebuild.get().progress().running(), "an index that is made anew");
        assertThat(NewestBuilds.newerThan(older, "storefront/production")).hasValue(4);
    }

    private static boolean isAsking(WorkflowRun run) {
        InputAction questions = run.getAction(InputAction.class);
        try {
            return questions != null && !questions.getExecutions().isEmpty();
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
