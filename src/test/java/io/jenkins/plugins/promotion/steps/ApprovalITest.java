package io.jenkins.plugins.promotion.steps;

import static io.jenkins.plugins.promotion.steps.Gates.answer;
import static io.jenkins.plugins.promotion.steps.Gates.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.model.User;
import hudson.model.queue.QueueTaskFuture;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.promotion.TwoSlots;
import io.jenkins.plugins.promotion.history.DeploymentsAction;
import io.jenkins.plugins.promotion.policy.EnvironmentPolicy;
import io.jenkins.plugins.promotion.policy.PromotionPermissions;
import io.jenkins.plugins.promotion.policy.PromotionPolicy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayAction;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayCause;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.graphanalysis.DepthFirstScanner;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.actions.PauseAction;
import org.jenkinsci.plugins.workflow.support.steps.input.InputStepExecution;
import org.jenkinsci.plugins.workflow.support.steps.input.InputSubmittedAction;
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

    /** Jenkins' input lets a listed person answer who may not build; whether that counts is what the permission is for. */
    @Test
    void shouldCountOnlyThoseWhoHaveThePermission() throws Exception {
        MockAuthorizationStrategy readers = new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("alice", "bob");
        jenkins.jenkins.setAuthorizationStrategy(readers);
        WorkflowRun run = start(job(write(""), GATE), "carol");
        answer(run, "alice");
        assertThat(question(run).getInput().getMessage()).contains("needs 2 more approvals");
        readers.grant(PromotionPermissions.APPROVE).everywhere().to("alice", "bob");
        answer(run, "bob");
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
    }

    @Test
    void shouldNotCountTheSamePersonTwice() throws Exception {
        WorkflowRun run = start(job(write(""), GATE, deploy()), "carol");
        answer(run, "alice");
        answer(run, "ALICE");
        question(run).doAbort();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        assertNothingChanged(run);
    }

    @Test
    void shouldNotCountTheRequesterNorAnAdministratorWhoIsNotListed() throws Exception {
        // The security realm tells people apart whatever the case of the letters.
        WorkflowRun run = start(job(write(""), GATE, deploy()), "Alice");
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

    /** Each question has the gate's id, and is one that alice and bob would not have answered so if they had seen the plan. */
    @Test
    void shouldRefuseApprovalsThatWereGivenToAnotherQuestion() throws Exception {
        jenkins.createProject(WorkflowJob.class, "asking")
                .setDefinition(new CpsFlowDefinition("input id: ID, message: MESSAGE, ok: 'Approve'", true));
        ((WorkflowJob) jenkins.jenkins.getItem("asking"))
                .addProperty(new ParametersDefinitionProperty(
                        new StringParameterDefinition("ID"), new StringParameterDefinition("MESSAGE")));
        String deceiving = """
                def gate = promotionApproval(environment: 'production', release: 'v2')
                def ask = { message, ok -> 2.times { input id: gate.inputId, message: message, ok: ok } }
                ask('Shall the tests run again?', 'Approve')
                ask('Shall the tests run again? They are those of plan ' + gate.inputId.substring(21), 'Approve')
                ask('Only a rehearsal! ' + gate.message, 'Approve')
                ask(gate.message, 'Do not deploy')
                ask(gate.message + ' ' * 1100 + 'Or rather, shall the tests run again?', 'Approve')
                parallel(first: { input id: gate.inputId, message: 'Lunch?', ok: 'Approve' },
                    second: { input id: gate.inputId, message: 'Dinner?', ok: 'Approve' })
                2.times { build job: 'asking', quietPeriod: 0,
                    parameters: [string(name: 'ID', value: gate.inputId), string(name: 'MESSAGE', value: gate.message)] }
                """;
        WorkflowRun run = start(job(write(""), deceiving, deploy()), "carol");
        for (int i = 0; i < 6; i++) {
            answer(run, "alice");
            answer(run, "bob");
        }
        WorkflowJob asking = jenkins.jenkins.getItemByFullName("asking", WorkflowJob.class);
        for (String approver : List.of("alice", "bob")) {
            int number = approver.equals("alice") ? 1 : 2;
            TwoSlots.await(() -> asking.getBuildByNumber(number) != null, "a build that asks");
            answer(asking.getBuildByNumber(number), approver);
        }
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("needs 2 more approvals from alice or bob", run);
        assertNothingChanged(run);
    }

    @Test
    void shouldCountGroupsAndTakeAQuestionAboutALongPlan() throws Exception {
        PromotionPolicy.get().getEnvironments().get(0).setApprovers("release-managers");
        ((JenkinsRule.DummySecurityRealm) jenkins.jenkins.getSecurityRealm()).addGroups("dave", "release-managers");
        ((JenkinsRule.DummySecurityRealm) jenkins.jenkins.getSecurityRealm()).addGroups("bob", "release-managers");
        String canary = IntStream.rangeClosed(1, 99)
                .mapToObj(weight -> "{ weight: " + weight + ", for: 1m }")
                .collect(Collectors.joining(", ", "rollout: { canary: [", "] }\n"));
        WorkflowRun run = start(job(write(canary), GATE), "carol");
        assertThat(question(run).getInput().getMessage()).contains("storefront v2 to production, where v1 is live");
        assertThatThrownBy(() -> answer(run, "alice")).hasMessageContaining("release-managers");
        answer(run, "dave");
        answer(run, "bob");
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        jenkins.assertLogContains("99 % for 60 s, then all traffic", run);
        jenkins.assertLogContains("approved by dave, bob", run);
    }

    /** Moving a folder moves the builds that wait in it. */
    @Test
    void shouldCountApprovalsOfAJobThatWasRenamedMeanwhile() throws Exception {
        WorkflowJob job = job(write(""), GATE);
        WorkflowRun run = start(job, "carol");
        answer(run, "alice");
        question(run);
        job.renameTo("shop");
        answer(run, "bob");
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        jenkins.assertLogContains("approved by alice, bob", run);
    }

    @Test
    void shouldRefuseAnApprovalThatWasGivenToAnotherEnvironment() throws Exception {
        String deceiving = """
                def gate = promotionApproval(environment: 'production', release: 'v2')
                2.times { input id: gate.inputId.replace('production', 'testing'), message: gate.message, ok: 'Approve' }
                """;
        WorkflowRun run = start(job(write(""), deceiving, deploy()), "carol");
        answer(run, "alice");
        answer(run, "bob");
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        assertNothingChanged(run);
    }

    @Test
    void shouldNotActInTheApprovedDeploymentOfAnotherBuild() throws Exception {
        String waiting = "node { autoRollback(environment: 'production', release: 'v2') { input 'Go on?' } }";
        WorkflowRun approved = start(job(write(""), GATE, waiting), "carol");
        answer(approved, "alice");
        answer(approved, "bob");
        jenkins.waitForMessage("Go on?", approved);
        String id = approved.getAction(DeploymentsAction.class)
                .getDeployments()
                .get(0)
                .getId();

        WorkflowJob thief = jenkins.createProject(WorkflowJob.class, "thief");
        thief.setDefinition(new CpsFlowDefinition(
                "node { writeFile file: 'promotion.yaml', text: '''" + world.promotionFile("") + "'''\n withEnv(["
                        + "'PROMOTION_DEPLOYMENT=" + id + "', 'PROMOTION_ENVIRONMENT=production']) {"
                        + " blueGreenSwitch environment: 'production' } }",
                true));
        WorkflowRun run = start(thief, "carol");

        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("one of v2 to production by " + approved.getExternalizableId(), run);
        assertThat(world.splits()).isEmpty();
        question(approved).doAbort();
        jenkins.waitForCompletion(approved);
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
        WorkflowRun first = start(job(write(""), GATE, deploy()), "carol");
        answer(first, "alice");
        answer(first, "bob");
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(first));
        String withoutGate = (write("") + deploy()).replace("'v2'", "'v3'");
        WorkflowRun again;
        try (ACLContext ignored = ACL.as(User.getById("carol", true))) {
            QueueTaskFuture<?> replayed = first.getAction(ReplayAction.class).run(withoutGate, Map.of());
            again = (WorkflowRun) replayed.waitForStart();
        }

        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(again));

        assertThat(again.getCause(ReplayCause.class)).isNotNull();
        jenkins.assertLogContains("2 approvals of plan", again);
        assertThat(world.split()).isEqualTo("0/100");
    }

    @Test
    void shouldRefuseWhenTooFewHaveApproved() throws Exception {
        WorkflowRun run = start(job(write(""), ask("gate.inputId", "gate.message"), deploy()), "carol");
        answer(run, "alice");
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("2 approvals of plan", run);
        jenkins.assertLogContains("alice", run);
        assertNothingChanged(run);
    }

    @Test
    void shouldRefuseApprovalsOfAnotherPlan() throws Exception {
        String other = "0".repeat(32);
        String askForOther =
                ask("gate.inputId.replaceAll(/\\p{XDigit}{32}$/, '" + other + "')", "'plan " + other + "'");
        WorkflowRun run = start(job(write(""), askForOther, askForOther, deploy()), "carol");
        answer(run, "alice");
        answer(run, "bob");
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("2 approvals of plan", run);
        assertNothingChanged(run);
    }

    /** Asks once, as the gate of the library does. */
    private static String ask(String id, String message) {
        return """
                if (true) {
                  def gate = promotionApproval(environment: 'production', release: 'v2')
                  input id: %s, message: %s, ok: 'Approve', submitter: gate.submitters, submitterParameter: 'approver',
                    parameters: [string(name: 'reason')]
                }
                """.formatted(id, message);
    }

    @Test
    void shouldRefuseApprovalsThatHaveExpired() throws Exception {
        WorkflowRun run = start(job(write(""), GATE, "input 'go on?'\n", deploy()), "carol");
        answer(run, "alice");
        answer(run, "bob");
        InputStepExecution last = question(run);
        // The policy lets an approval stand for 24 hours; they pass now.
        for (FlowNode node : new DepthFirstScanner().allNodes(run.getExecution())) {
            if (node.getAction(InputSubmittedAction.class) != null) {
                for (PauseAction pause : PauseAction.getPauseActions(node)) {
                    pause.setEndTime(pause.getEndTime() - TimeUnit.HOURS.toMillis(25));
                }
                node.save();
            }
        }
        last.doProceedEmpty();
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("expired", run);
        assertNothingChanged(run);
    }
}
