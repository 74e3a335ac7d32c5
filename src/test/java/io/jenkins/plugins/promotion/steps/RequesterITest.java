package io.jenkins.plugins.promotion.steps;

import static io.jenkins.plugins.promotion.steps.Gates.answer;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.User;
import hudson.model.queue.QueueTaskFuture;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.promotion.TwoSlots;
import io.jenkins.plugins.promotion.policy.EnvironmentPolicy;
import io.jenkins.plugins.promotion.policy.PromotionPermissions;
import io.jenkins.plugins.promotion.policy.PromotionPolicy;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayAction;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Alice wants a deployment, by whatever way she asks for it: then somebody else has to approve it. */
@WithJenkins
class RequesterITest {
    private final TwoSlots world = new TwoSlots().live("v1");
    private JenkinsRule jenkins;
    private WorkflowJob job;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD)
                .everywhere()
                .to("alice", "bob", "carol"));
        EnvironmentPolicy production = new EnvironmentPolicy("production");
        production.setQuorum(1);
        production.setApprovers("alice, bob, carol");
        PromotionPolicy.get().setEnvironments(List.of(production));
        job = jenkins.createProject(WorkflowJob.class, "storefront");
        job.setDefinition(new CpsFlowDefinition(gated(), true));
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private String gated() {
        return """
                @Library('environment-promotion') _
                node {
                  writeFile file: 'promotion.yaml', text: '''%s'''
                  preflightCheck environment: 'production', release: 'v2'
                }
                approvalGate environment: 'production', release: 'v2'
                """.formatted(world.promotionFile(""));
    }

    private static Cause by(String id) {
        return new Cause.UserIdCause(id);
    }

    private WorkflowRun start(WorkflowJob started, Cause... causes) throws Exception {
        return started.scheduleBuild2(0, new CauseAction(causes)).waitForStart();
    }

    private WorkflowRun end(WorkflowJob started, Cause... causes) throws Exception {
        return jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(start(started, causes)));
    }

    private WorkflowJob job(String name, String script) throws Exception {
        WorkflowJob created = jenkins.createProject(WorkflowJob.class, name);
        created.setDefinition(new CpsFlowDefinition(script, true));
        return created;
    }

    private void assertOnly(String approver, WorkflowRun run, String... requesters) throws Exception {
        for (String requester : requesters) {
            assertThatThrownBy(() -> answer(run, requester)).hasMessageContaining(approver);
        }
        answer(run, approver);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        jenkins.assertLogContains(approver, run);
    }

    @Test
    void shouldBeWhoeverReplaysABuildAndWhoeverAskedForIt() throws Exception {
        job.setDefinition(new CpsFlowDefinition("echo 'nothing yet'", true));
        WorkflowRun first = end(job, by("alice"));
        WorkflowRun replayed;
        try (ACLContext ignored = ACL.as(User.getById("bob", true))) {
            QueueTaskFuture<?> queued = first.getAction(ReplayAction.class).run(gated(), Map.of());
            replayed = (WorkflowRun) queued.waitForStart();
        }

        assertOnly("carol", replayed, "alice", "bob");
    }

    /** Who may not start the job must not go back by starting another one that does. */
    @Test
    void shouldNotGoBackWithoutThePermission() throws Exception {
        MockAuthorizationStrategy readers = new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("alice");
        jenkins.jenkins.setAuthorizationStrategy(readers);
        User.getById("alice", true);
        WorkflowRun asked = end(job("night", "echo 'nothing'"), by("alice"));
        job.setDefinition(new CpsFlowDefinition("""
                node {
                  writeFile file: 'promotion.yaml', text: '''%s'''
                  autoRollback environment: 'production', to: 'v0'
                }
                """.formatted(world.promotionFile("")), true));
        String refusal = "the permission Environment promotion/Rollback, but was alice asked for it";

        WorkflowRun refused = jenkins.waitForCompletion(start(job, new Cause.UpstreamCause(asked)));
        jenkins.assertBuildStatus(Result.FAILURE, refused);
        jenkins.assertLogContains(refusal, refused);

        readers.grant(PromotionPermissions.ROLLBACK).everywhere().to("alice");
        WorkflowRun allowed = jenkins.waitForCompletion(start(job, new Cause.UpstreamCause(asked)));
        jenkins.assertLogNotContains(refusal, allowed);
        jenkins.assertLogContains("v0", allowed);
    }

    @Test
    void shouldBeWhoeverStartedTheBuildThatStartedIt() throws Exception {
        end(job("release", "build job: 'storefront', wait: false"), by("alice"));
        TwoSlots.await(() -> job.getBuildByNumber(1) != null, "the build that was started");

        assertOnly("bob", job.getBuildByNumber(1), "alice");
    }

    /** Of a chain of builds, Jenkins keeps so many causes with the last one, and no more. */
    @Test
    void shouldBeWhoeverStartedAChainOfBuildsHoweverLong() throws Exception {
        WorkflowJob link = job("link", "echo 'a link'");
        Run<?, ?> before = end(link, by("alice"));
        for (int length = 1; length < 13; length++) {
            before = end(link, new Cause.UpstreamCause(before));
        }

        WorkflowRun last = start(job, new Cause.UpstreamCause(before));

        assertOnly("bob", last, "alice");
    }

    /** As the cause of the rebuild plugin is made. */
    private static final class RebuildCause extends Cause.UpstreamCause {
        RebuildCause(Run<?, ?> original) {
            super(original);
        }
    }

    @Test
    void shouldBeWhoeverRebuildsABuildAndWhoeverAskedForIt() throws Exception {
        WorkflowRun original = end(job("earlier", "echo 'nothing'"), by("alice"));

        WorkflowRun again = start(job, by("bob"), new RebuildCause(original));

        assertOnly("carol", again, "alice", "bob");
    }
}
