package io.jenkins.plugins.promotion.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import io.jenkins.plugins.promotion.ManyEnvironments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** How long {@code blueGreenSwitch} takes where there is nothing to wait for, beside what the router takes: {@code -Dpromotion.benchmark=true}. */
@WithJenkins
@EnabledIfSystemProperty(named = "promotion.benchmark", matches = "true")
class SwitchBenchmarkITest {
    private static final int WARM_UP = 10;
    private static final int SWITCHES = 40;

    /** On a machine that does nothing else. */
    private static final int MOST_MILLIS = 60;

    @Test
    void shouldAddLittleToTheRoutersOwnTime(JenkinsRule jenkins) throws Exception {
        int all = WARM_UP + SWITCHES;
        try (ManyEnvironments environments = new ManyEnvironments(all)) {
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "storefront");
            FilePath workspace = jenkins.jenkins.getWorkspaceFor(job);
            for (int i = 0; i < all; i++) {
                workspace.child(i + ".yaml").write(environments.file(i, "{ soak: 0s, drain: 0s }"), "UTF-8");
            }
            // Not in the sandbox, which has no clock.
            job.setDefinition(new CpsFlowDefinition("""
                    node {
                      for (int i = 0; i < %d; i++) {
                        autoRollback(environment: 'production', release: 'v2', file: "${i}.yaml") {
                          long start = System.nanoTime()
                          blueGreenSwitch environment: 'production', release: 'v2', file: "${i}.yaml"
                          long end = System.nanoTime()
                          echo "took ${(end - start).intdiv(1000)} us"
                        }
                      }
                    }
                    """.formatted(all), false));
            WorkflowRun run = jenkins.buildAndAssertSuccess(job);

            List<Double> steps = new ArrayList<>();
            Matcher took = Pattern.compile("took (\\d+) us").matcher(JenkinsRule.getLog(run));
            while (took.find()) {
                steps.add(Long.parseLong(took.group(1)) / 1000.0);
            }
            assertThat(steps).hasSize(all);
            double router = environments.routerNanos() / 1e6 / all;
            List<Double> added = new ArrayList<>();
            steps.subList(WARM_UP, all).forEach(step -> added.add(step - router));
            Collections.sort(added);
            System.out.printf(
                    "{\"switches\": %d, \"addedMillis\": {\"median\": %.1f, \"p95\": %.1f}, \"routerMillis\": %.2f}%n",
                    SWITCHES, added.get(SWITCHES / 2), added.get(SWITCHES * 95 / 100), router);
            assertThat(added.get(SWITCHES / 2)).isBetween(0.0, (double) MOST_MILLIS);
        }
    }
}
