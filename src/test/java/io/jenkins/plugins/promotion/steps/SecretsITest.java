package io.jenkins.plugins.promotion.steps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.promotion.TwoSlots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
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

    private static List<Path> filesWithTheValue(JenkinsRule jenkins) throws IOException {
        List<Path> found = new ArrayList<>();
        String encoded =
                Base64.getEncoder().encodeToString(VALUE.getBytes(UTF_8)).substring(0, 20);
        try (Stream<Path> files = Files.walk(jenkins.jenkins.getRootDir().toPath())) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(path -> !path.toString().endsWith("tmp"))
                    .toList()) {
                String content = new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
                if (content.contains(VALUE) || content.contains(encoded)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    @Test
    void shouldLeaveNoValueBehindWhenTheBuildSucceeds(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = run(jenkins, "database", "sh '" + world.deployCommand() + "'", Result.SUCCESS);
        jenkins.assertLogContains("password is ****", run);
        jenkins.assertLogContains("provisioned [db-password:", run);
        assertThat(filesWithTheValue(jenkins)).isEmpty();
    }

    @Test
    void shouldLeaveNoValueBehindWhenTheBuildFails(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = run(
                jenkins,
                "database",
                "throw new Exception(readFile('" + outside.resolve("leak") + "'))",
                Result.FAILURE);
        jenkins.assertLogContains("password is ****", run);
        assertThat(filesWithTheValue(jenkins)).isEmpty();
    }

    @Test
    void shouldSayWhichCredentialIsMissing(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = run(jenkins, "absent", "echo 'never'", Result.FAILURE);
        jenkins.assertLogContains("credential absent", run);
        assertThat(world.splits()).isEmpty();
    }
}
