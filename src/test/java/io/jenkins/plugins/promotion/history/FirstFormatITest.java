package io.jenkins.plugins.promotion.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.jvnet.hudson.test.recipes.LocalData;

/** What the first version left in a build's directory is read for ever; the files beside this test are never made anew. */
@WithJenkins
class FirstFormatITest {
    @Test
    @LocalData
    void shouldShowADeploymentOfTheFirstVersion(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = jenkins.jenkins
                .getItemByFullName("storefront", WorkflowJob.class)
                .getBuildByNumber(1);
        DeploymentSummary summary =
                run.getAction(DeploymentsAction.class).getDeployments().get(0);
        assertThat(summary.getId()).isEqualTo("production-20261120T141245-f93f");
        assertThat(summary.getResult()).isEqualTo("SUCCEEDED");
        assertThat(summary.getPhases()).startsWith("preflight ok").endsWith("record ok");
        assertThat(summary.getGreen()).isEqualTo(100);

        try (JenkinsRule.WebClient browser = jenkins.createWebClient()) {
            HtmlPage page = browser.getPage(run, "promotion");
            assertThat(page.getBody().asNormalizedText())
                    .contains("storefront v2", "production", "succeeded", "baseline", "v1");
        }
    }
}
