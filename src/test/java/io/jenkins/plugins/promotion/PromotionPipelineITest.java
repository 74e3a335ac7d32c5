package io.jenkins.plugins.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.promotion.history.DeploymentSummary;
import io.jenkins.plugins.promotion.history.DeploymentsAction;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The standard pipeline of the bundled library, in the sandbox, with nothing configured. */
@WithJenkins
class PromotionPipelineITest {
    private static final String CANARY = """
            rollout: { canary: [{ weight: 20, for: 300ms }], soak: 300ms, drain: 1s }
            """;

    private final TwoSlots world = new TwoSlots().live("v1");
    private JenkinsRule jenkins;

    @BeforeEach
    void start(JenkinsRule rule) {
        jenkins = rule;
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private WorkflowJob job(String file, String deploy) throws Exception {
        String jenkinsfile = """
                @Library('environment-promotion') _
                promotionPipeline(build: { 'v2' }, deploy: { %s })
                """.formatted(deploy);
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "storefront");
        CpsScmFlowDefinition definition = new CpsScmFlowDefinition(
                new RepositoryScm(
                        Map.of("Jenkinsfile", jenkinsfile, "promotion.yaml", file, "base.yaml", "greeting: hello\n")),
                "Jenkinsfile");
        definition.setLightweight(false);
        job.setDefinition(definition);
        return job;
    }

    @Test
    void shouldPromoteAReleaseThroughACanary() throws Exception {
        WorkflowJob job = job(world.promotionFile(CANARY), "sh '" + world.deployCommand() + "'");

        WorkflowRun run = jenkins.buildAndAssertSuccess(job);

        assertThat(world.splits()).containsExactly("80/20", "0/100");
        List<DeploymentSummary> deployments =
                run.getAction(DeploymentsAction.class).getDeployments();
        assertThat(deployments).hasSize(1);
        assertThat(deployments.get(0).getResult()).isEqualTo("SUCCEEDED");
        assertThat(deployments.get(0).getRelease()).isEqualTo("v2");
        assertThat(deployments.get(0).getPrevious()).isEqualTo("v1");
    }

    @Test
    void shouldDoAllOfItOnAnAgentWithoutTouchingTheController() throws Exception {
        jenkins.jenkins.setNumExecutors(0);
        DumbSlave agent = jenkins.createOnlineSlave();
        String more = CANARY + """
                preflight: [{ disk: { path: ., free: 1KB } }]
                config: { files: [base.yaml], publish: { file: { path: published } } }
                secrets: [{ name: db-password, generate: { length: 32 }, store: { file: { path: store.json, keyFile: key } } }]
                smoke: [{ command: { run: "test -f base.yaml" } }]
                """;
        WorkflowJob job = job(world.promotionFile(more), "sh '" + world.deployCommand() + "'");

        WorkflowRun run = jenkins.buildAndAssertSuccess(job);

        FilePath workspace = agent.getWorkspaceFor(job);
        assertThat(workspace.child("published").exists()).isTrue();
        assertThat(workspace.child("store.json").exists()).isTrue();
        assertThat(world.splits()).containsExactly("80/20", "0/100");
        jenkins.assertLogContains("configuration: done: version", run);
    }

    @Test
    void shouldBringEverythingBackAlthoughThePromotionFileBreaksInTheMiddle() throws Exception {
        WorkflowJob job = job(world.promotionFile(CANARY), "writeFile file: 'promotion.yaml', text: 'application: ['");

        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, job);

        jenkins.assertLogContains("Warning: promotion.yaml: expected the promotion file", run);
        assertThat(run.getAction(DeploymentsAction.class)
                        .getDeployments()
                        .get(0)
                        .getResult())
                .isEqualTo("ROLLED_BACK");
    }

    @Test
    void shouldBringEverythingBackWhenTheReleaseIsNotHealthy() throws Exception {
        WorkflowJob job = job(
                world.promotionFile(CANARY.replace("300ms }]", "60s }]"))
                        .replace("startWithin: 120s", "startWithin: 1s"),
                "echo 'nothing'");

        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, job);

        assertThat(world.split()).isEqualTo("100/0");
        assertThat(run.getAction(DeploymentsAction.class)
                        .getDeployments()
                        .get(0)
                        .getResult())
                .isEqualTo("ROLLED_BACK");
    }
}
