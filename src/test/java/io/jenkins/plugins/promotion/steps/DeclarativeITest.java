package io.jenkins.plugins.promotion.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.jenkins.plugins.promotion.RepositoryScm;
import io.jenkins.plugins.promotion.TwoSlots;
import io.jenkins.plugins.promotion.history.DeploymentSummary;
import io.jenkins.plugins.promotion.history.DeploymentsAction;
import java.util.Map;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Every step in a Declarative pipeline, in the sandbox; also the way back without a block. */
@WithJenkins
class DeclarativeITest {
    private final TwoSlots world = new TwoSlots().live("v1");

    @AfterEach
    void stop() {
        world.close();
    }

    private String jenkinsfile() {
        return """
                @Library('environment-promotion') _
                pipeline {
                  agent none
                  stages {
                    stage('Check') {
                      agent any
                      steps {
                        script {
                          echo "promotes to ${promotionEnvironments().join(' and ')}"
                          def report = preflightCheck environment: 'production', release: 'v2'
                          echo "${report.passed} checks passed"
                        }
                        preflightCheck environment: 'production', release: 'v2'
                      }
                    }
                    stage('Approve') {
                      steps {
                        approvalGate environment: 'production', release: 'v2'
                      }
                    }
                    stage('Deploy') {
                      agent any
                      steps {
                        autoRollback(environment: 'production', release: 'v2') {
                          publishConfiguration environment: 'production'
                          provisionSecrets environment: 'production'
                          sh 'DEPLOY'
                          blueGreenSwitch environment: 'production', release: 'v2'
                        }
                        autoRollback(environment: 'production', release: 'v3') {
                          sh 'DEPLOY'
                          blueGreenSwitch environment: 'production', release: 'v3'
                        }
                        autoRollback environment: 'production', to: 'v2'
                      }
                    }
                    stage('Return') {
                      steps {
                        rollbackTo environment: 'production', release: 'v3'
                      }
                    }
                  }
                }
                """.replace("DEPLOY", world.deployCommand());
    }

    @Test
    void shouldRunEveryStep(JenkinsRule jenkins) throws Exception {
        String file = world.promotionFile("""
                config: { files: [base.yaml], publish: { file: { path: published } } }
                secrets: [{ name: db-password, generate: { length: 32 }, store: { file: { path: store.json, keyFile: key } } }]
                """);
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "storefront");
        CpsScmFlowDefinition definition = new CpsScmFlowDefinition(
                new RepositoryScm(
                        Map.of("Jenkinsfile", jenkinsfile(), "promotion.yaml", file, "base.yaml", "greeting: hello\n")),
                "Jenkinsfile");
        definition.setLightweight(false);
        job.setDefinition(definition);

        WorkflowRun run = jenkins.buildAndAssertSuccess(job);

        jenkins.assertLogContains("promotes to production", run);
        jenkins.assertLogContains("checks passed", run);
        assertThat(world.splits()).containsExactly("0/100", "100/0", "0/100", "100/0");
        assertThat(run.getAction(DeploymentsAction.class).getDeployments())
                .extracting(DeploymentSummary::getRelease, DeploymentSummary::getResult)
                .containsExactly(
                        tuple("v2", "SUCCEEDED"),
                        tuple("v3", "SUCCEEDED"),
                        tuple("v2", "SUCCEEDED"),
                        tuple("v3", "SUCCEEDED"));
    }
}
