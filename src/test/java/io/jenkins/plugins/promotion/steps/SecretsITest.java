package io.jenkins.plugins.promotion.steps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.jenkins.support.SupportPlugin;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.promotion.TwoSlots;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A secret's value is nowhere in Jenkins' home after a build, however the build ended. */
@WithJenkins
class SecretsITest {
    private static final String VALUE = "MARKED-7hQ2vX9z-value";

    private final TwoSlots world = new TwoSlots().live("v1");

    @TempDir
    Path outside;

    @AfterEach
    void stop() {
        world.close();
    }

    private WorkflowRun run(JenkinsRule jenkins, String credential, String deploy, Result expected) throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.GLOBAL, "database", "", Secret.fromString(VALUE)));
        SystemCredentialsProvider.getInstance().save();
        Files.writeString(outside.resolve("leak"), "password is " + VALUE + "\n");
        String file = world.promotionFile("""
                secrets:
                  - name: db-password
                    credential: %s
                    store: { file: { path: "%s", keyFile: "%s" } }
                    verify: { command: { run: 'test "$SECRET" = "$(cut -c13- %s)"' } }
                """.formatted(
                        credential, outside.resolve("store.json"), outside.resolve("key"), outside.resolve("leak")));
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "storefront");
        job.setDefinition(new CpsFlowDefinition(
                """
                def provisioned
                node {
                  writeFile file: 'promotion.yaml', text: PROMOTION
                  preflightCheck environment: 'production', release: 'v2'
                  autoRollback(environment: 'production', release: 'v2') {
                    provisioned = provisionSecrets environment: 'production'
                    echo "provisioned ${provisioned}"
                    sh 'cat %s'
                    %s
                    blueGreenSwitch environment: 'production', release: 'v2'
                  }
                }
                """.replace("PROMOTION", "'''" + file.replace("\\", "\\\\").replace("$", "\\$") + "'''")
                        .formatted(outside.resolve("leak"), deploy),
                true));
        WorkflowRun run = jenkins.assertBuildStatus(expected, job.scheduleBuild2(0));
        // Files that are being written would be gone before they are read.
        jenkins.waitUntilNoActivity();
        return run;
    }

    @Test
    void shouldLeaveNoValueBehindWhenTheBuildSucceeds(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = run(jenkins, "database", "sh '" + world.deployCommand() + "'", Result.SUCCESS);
        jenkins.assertLogContains("password is ****", run);
        jenkins.assertLogContains("provisioned [db-password:", run);
        assertThat(HomeScan.of(jenkins.jenkins.getRootDir(), VALUE)).isEmpty();
    }

    @Test
    void shouldLeaveNoValueBehindWhenTheBuildFails(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = run(
                jenkins,
                "database",
                "throw new Exception(readFile('" + outside.resolve("leak") + "'))",
                Result.FAILURE);
        jenkins.assertLogContains("password is ****", run);
        assertThat(HomeScan.of(jenkins.jenkins.getRootDir(), VALUE)).isEmpty();
        assertThat(supportBundle()).contains("storefront").doesNotContain(VALUE);
    }

    /** All that an administrator sends away for help, as one text. */
    private static String supportBundle() throws IOException {
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        SupportPlugin.writeBundle(bundle);
        StringBuilder text = new StringBuilder();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bundle.toByteArray()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                text.append(entry.getName()).append('\n').append(new String(zip.readAllBytes(), UTF_8));
            }
        }
        return text.toString();
    }

    @Test
    void shouldSayWhichCredentialIsMissing(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = run(jenkins, "absent", "echo 'never'", Result.FAILURE);
        jenkins.assertLogContains("credential absent", run);
        assertThat(world.splits()).isEmpty();
    }

    @Test
    void shouldRefuseASecretAsAnArgument(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = run(jenkins, "database", """
                withCredentials([string(credentialsId: 'database', variable: 'PASSWORD')]) {
                  publishConfiguration environment: 'production', file: "file-${PASSWORD}.yaml"
                }
                """, Result.FAILURE);
        jenkins.assertLogContains("one holds the value of PASSWORD", run);
        assertThat(HomeScan.of(jenkins.jenkins.getRootDir(), VALUE)).isEmpty();
    }
}
