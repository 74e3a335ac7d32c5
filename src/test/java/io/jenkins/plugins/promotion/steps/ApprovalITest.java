package io.jenkins.plugins.promotion.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.promotion.TwoSlots;
import io.jenkins.plugins.promotion.history.DeploymentsAction;
import io.jenkins.plugins.promotion.policy.EnvironmentPolicy;
import io.jenkins.plugins.promotion.policy.PromotionPolicy;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.steps.input.InputAction;
import org.jenkinsci.plugins.workflow.support.steps.input.InputStepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The policy asks for alice's and bob's approval; carol, who is an administrator, asks for deployments. */
@WithJenkins
class ApprovalITest {
    private static final String DEPLOY = """
            node {
              autoRollback(environment: 'production', release: 'v2') {
                sh '%s'
                blueGreenSwitch environment: 'production', release: 'v2'
              }
            }
            """;

    private final TwoSlots world = new TwoSlots().live("v1");
    private JenkinsRule jenkins;

    @BeforeEach
    void start(JenkinsRule rule) {
        jenkins = rule;
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("carol")
                .grant(Jenkins.READ, Item.READ, Item.BUILD)
                .everywhere()
                .to("alice", "bob", "dave"));
        EnvironmentPolicy production = new EnvironmentPolicy("production");
        production.setQuorum(2);
        production.setApprovers("alice,bob");
        PromotionPolicy.get().setEnvironments(List.of(production));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private String write(String more) {
        return "node { writeFile file: 'promotion.yaml', text: '''" + world.promotionFile(more)
                + "'''; preflightCheck environment: 'production', release: 'v2' }\n";
    }

    private String deploy() {
        return DEPLOY.formatted(world.deployCommand());
    }

    private static final String GATE = "approvalGate environment: 'production', release: 'v2'\n";

    private WorkflowJob job(String... parts) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "storefront");
        job.setDefinition(
                new CpsFlowDefinition("@Library('environment-promotion') _\n" + String.join("", parts), true));
        return job;
    }

    private WorkflowRun start(WorkflowJob job, String requester) throws Exception {
        return job.scheduleBuild2(0, new CauseAction(requestedBy(requester))).waitForStart();
    }

    private static Cause requestedBy(String id) {
        return new Cause.UserIdCause(id);
    }

    private static InputStepExecution question(WorkflowRun run) throws Exception {
        long end = System.nanoTime() + 60_000_000_000L;
        while (System.nanoTime() < end) {
            InputAction questions = run.getAction(InputAction.class);
            if (questions != null && !questions.getExecutions().isEmpty()) {
                return questions.getExecutions().get(0);
            }
            if (!run.isBuilding()) {
                throw new AssertionError("expected a question, but it ended: " + JenkinsRule.getLog(run));
            }
            Thread.sleep(20);
        }
        throw new AssertionError("expected a question");
    }

    private static void answer(WorkflowRun run, String who) throws Exception {
        InputStepExecution question = question(run);
        try (ACLContext ignored = ACL.as(User.getById(who, true))) {
            question.preSubmissionCheck();
            question.proceed(Map.of("reason", "looks good", "approver", who));
        }
        long end = System.nanoTime() + 60_000_000_000L;
        while (!question.isSettled()
                || run.getAction(InputAction.class).getExecutions().contains(question)) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(20);
        }
    }

    private void assertNothingChanged(WorkflowRun run) throws Exception {
        assertThat(world.splits()).isEmpty();
        assertThat(run.getAction(DeploymentsAction.class)
                        .getDeployments()
                        .get(0)
                        .getResult())
                .isEqualTo("FAILED");
    }

    @Test
    void shouldDeployWhenTwoPeopleHaveApproved() throws Exception {
        WorkflowRun run = start(job(write(""), GATE, deploy()), "carol");
        answer(run, "alice");
        answer(run, "bob");
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        jenkins.assertLogContains("alice", run);
        assertThat(world.split()).isEqualTo("0/100");
    }

    @Test
    void shouldNotCountTheSamePersonTwice() throws Exception {
        WorkflowRun run = start(job(write(""), GATE, deploy()), "carol");
        answer(run, "alice");
        answer(run, "alice");
        question(run).doAbort();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        assertNothingChanged(run);
    }

    @Test
    void shouldNotCountTheRequesterNorAnAdministratorWhoIsNotListed() throws Exception {
        WorkflowRun run = start(job(write(""), GATE, deploy()), "alice");
        assertThatThrownBy(() -> answer(run, "alice")).hasMessageContaining("bob");
        answer(run, "carol");
        answer(run, "bob");
        question(run).doAbort();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        assertNothingChanged(run);
    }

    @Test
    void shouldRefuseAPipelineThatLeavesTheGateOut() throws Exception {
        WorkflowRun run = start(job(write(""), deploy()), "carol");
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("2 approvals of plan", run);
        assertNothingChanged(run);
    }

    @Test
    void shouldRefuseAnApprovalThatAScriptInvented() throws Exception {
        String forged = """
                def gate = promotionApproval(environment: 'production', release: 'v2')
                currentBuild.description = "Approved by alice and bob: ${gate.inputId}"
                withEnv(["PROMOTION_APPROVED=alice,bob"]) { echo "Approved by alice" }
                """;
        WorkflowRun run = start(job(write(""), forged, deploy()), "carol");
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        assertNothingChanged(run);
    }

    @Test
    void shouldRefuseAnApprovalThatWasGivenToAnotherQuestion() throws Exception {
        String deceiving = """
                def gate = promotionApproval(environment: 'production', release: 'v2')
                2.times { input id: gate.inputId, message: 'Shall the tests run again?',
                    parameters: [string(name: 'reason'), string(name: 'approver')] }
                """;
        WorkflowRun run = start(job(write(""), deceiving, deploy()), "carol");
        answer(run, "alice");
        answer(run, "bob");
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        assertNothingChanged(run);
    }

    @Test
    void shouldRefuseAnApprovalThatWasGivenToAnotherEnvironment() throws Exception {
        String deceiving = """
                def gate = promotionApproval(environment: 'production', release: 'v2')
                2.times { input id: gate.inputId.replace('production', 'testing'), message: gate.message,
                    parameters: [string(name: 'reason'), string(name: 'approver')] }
                """;
        WorkflowRun run = start(job(write(""), deceiving, deploy()), "carol");
        answer(run, "alice");
        answer(run, "bob");
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        assertNothingChanged(run);
    }

    @Test
    void shouldRefuseAPlanThatWasChangedAfterTheApproval() throws Exception {
        String edited = "node { writeFile file: 'promotion.yaml', text: '''"
                + world.promotionFile("rollout: { soak: 1s }\n") + "''' }\n";
        WorkflowRun run = start(job(write(""), GATE, edited, deploy()), "carol");
        answer(run, "alice");
        answer(run, "bob");
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("a changed plan needs new approvals", run);
        assertNothingChanged(run);
    }

    @Test
    void shouldNotTakeTheApprovalsOfABuildForItsReplay() throws Exception {
        WorkflowJob job = job(write(""), GATE, deploy());
        WorkflowRun first = start(job, "carol");
        answer(first, "alice");
        answer(first, "bob");
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(first));
        world.deploy("blue", "v1");
        WorkflowRun again =
                start(job2(job, write("").replace("'v2'", "'v3'"), deploy().replace("'v2'", "'v3'")), "carol");
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(again));
        jenkins.assertLogContains("2 approvals of plan", again);
    }

    private static WorkflowJob job2(WorkflowJob job, String... parts) throws Exception {
        job.setDefinition(new CpsFlowDefinition(String.join("", parts), true));
        return job;
    }
}
