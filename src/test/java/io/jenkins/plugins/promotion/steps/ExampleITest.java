package io.jenkins.plugins.promotion.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Item;
import io.jenkins.plugins.promotion.ExampleShop;
import io.jenkins.plugins.promotion.RepositoryScm;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.host.BuildDeployments;
import java.nio.file.Path;
import java.time.Clock;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The repository's Jenkinsfile.example in Jenkins; the test of that name runs it under {@code ./promote run}. */
@WithJenkins
class ExampleITest {

    @Test
    void shouldGoThroughThePhasesThatItHasUnderTheCommandLine(JenkinsRule jenkins) throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD)
                .everywhere()
                .to("alice"));
        try (ExampleShop shop = new ExampleShop(Path.of(""))) {
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "storefront");
            CpsScmFlowDefinition definition =
                    new CpsScmFlowDefinition(new RepositoryScm(shop.files()), ExampleShop.JENKINSFILE);
            definition.setLightweight(false);
            job.setDefinition(definition);

            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            Gates.answer(run, "alice");
            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));

            assertThat(ExampleShop.phases(
                            new BuildDeployments(Clock.systemUTC()).find(DeploymentQuery.of("storefront"))))
                    .isEqualTo(ExampleShop.PHASES);
            assertThat(shop.splits("testing")).containsExactly("0/100");
            assertThat(shop.splits("production")).containsExactly("80/20", "0/100");
        }
    }
}
