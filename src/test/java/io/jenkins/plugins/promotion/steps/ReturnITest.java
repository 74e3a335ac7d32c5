package io.jenkins.plugins.promotion.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.promotion.RepositoryScm;
import io.jenkins.plugins.promotion.TwoSlots;
import java.util.Map;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Somebody asks twice for the way back: the second time must not bring back what the first one got rid of. */
@WithJenkins
class ReturnITest {
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

    private WorkflowRun build(JenkinsRule jenkins, WorkflowJob job, Result result, String jenkinsfile)
            throws Exception {
        CpsScmFlowDefinition definition = new CpsScmFlowDefinition(
                new RepositoryScm(Map.of(
                        "Jenkinsfile",
                        "@Library('environment-promotion') _\n" + jenkinsfile,
                        "promotion.yaml",
                        world.promotionFile(""))),
                "Jenkinsfile");
        definition.setLightweight(false);
        job.setDefinition(definition);
        return jenkins.buildAndAssertStatus(result, job);
    }

    @Test
    void shouldGoBackOnceUnlessTheReleaseIsNamed(JenkinsRule jenkins) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "storefront");
        WorkflowRun first = build(
                jenkins,
                job,
                Result.FAILURE,
                "node {\n checkout scm\n" + deploy("v2") + deploy("v3")
                        + "autoRollback environment: 'production', to: ''\n echo 'went back'\n"
                        + "autoRollback environment: 'production', to: ''\n echo 'went back again'\n}");
        jenkins.assertLogContains("went back", first);
        jenkins.assertLogNotContains("went back again", first);
        jenkins.assertLogContains("name v3 to go there all the same", first);
        assertThat(world.splits()).containsExactly("0/100", "100/0", "0/100");

        WorkflowRun second = build(jenkins, job, Result.FAILURE, "rollbackTo environment: 'production'");
        jenkins.assertLogContains("went back from v3; name v3 to go there all the same", second);
        assertThat(world.splits()).containsExactly("0/100", "100/0", "0/100");

        build(jenkins, job, Result.SUCCESS, "rollbackTo environment: 'production', release: 'v3'");
        assertThat(world.splits()).containsExactly("0/100", "100/0", "0/100", "100/0");
    }
}
