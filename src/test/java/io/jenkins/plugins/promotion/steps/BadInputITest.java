package io.jenkins.plugins.promotion.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Result;
import io.jenkins.plugins.promotion.TwoSlots;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What people get wrong: the build says what, where and what to do, and nothing has been changed. */
@WithJenkins
class BadInputITest {
    private final TwoSlots world = new TwoSlots().live("v1");
    private JenkinsRule jenkins;
    private WorkflowJob job;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        job = jenkins.createProject(WorkflowJob.class, "storefront");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private String file(String more) {
        return "writeFile file: 'promotion.yaml', text: '''" + world.promotionFile(more) + "'''\n";
    }

    private void assertRefused(String steps, String... said) throws Exception {
        job.setDefinition(new CpsFlowDefinition("node {\n" + steps + "\n}", true));
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        assertThat(JenkinsRule.getLog(run)).contains(said).doesNotContain("\tat ");
        assertThat(world.splits()).isEmpty();
    }

    @Test
    void shouldRefuseACallThatIsWrong() throws Exception {
        assertRefused(
                file("") + "preflightCheck environment: 'prod', release: 'v2'",
                "preflightCheck: prod: expected one of production, but was prod; correct the name");
        assertRefused(
                file("") + "autoRollback(environment: 'production', release: 'v 2') { echo 'never' }",
                "expected a version of letters, digits and . _ + -, such as v42, but was 'v 2'");
        assertRefused(
                file("") + "blueGreenSwitch environment: 'production'",
                "blueGreenSwitch: expected a release, but was none; name one with 'release'");
        assertRefused(
                file("") + "autoRollback(environment: 'production', to: 'v1') { echo 'never' }",
                "expected a block, or 'to' with the release to go back to, but was both");
        assertRefused(
                file("") + "autoRollback environment: 'production', to: 'v7'",
                "expected a release that was live here, but was 'v7' never was");
    }

    @Test
    void shouldRefuseAFileThatIsMissingOrMalformed() throws Exception {
        assertRefused(
                "preflightCheck environment: 'production', release: 'v2'",
                "promotion.yaml: expected the promotion file of the application, but was no such file; write it");
        assertRefused(
                "writeFile file: 'promotion.yaml', text: 'application: [storefront'\n"
                        + "autoRollback(environment: 'production', release: 'v2') { echo 'never' }",
                "promotion.yaml:1:");
        assertRefused(
                file("rolout: { soak: 1s }\n") + "blueGreenSwitch environment: 'production', release: 'v2'",
                "promotion.yaml:8:5",
                "did you mean 'rollout'?");
    }

    @Test
    void shouldRefuseAReleaseThatIsLive() throws Exception {
        assertRefused(
                file("") + "preflightCheck environment: 'production', release: 'v1'",
                "expected a release that is not live yet, but was v1 is live");
    }

    @Test
    void shouldSayWhichCredentialIsOfTheWrongTypeAndWhereItIs() throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new FileCredentialsImpl(
                        CredentialsScope.GLOBAL, "database", "", "key", SecretBytes.fromBytes(new byte[] {1})));
        assertRefused(
                file("""
                        secrets:
                          - { name: db-password, credential: database, store: { file: { path: store.json, keyFile: key } } }
                        """) + "preflightCheck environment: 'production', release: 'v2'",
                "credential database: expected secret text, or username with password, but was Secret file",
                "change this one at Manage Jenkins, Credentials");
    }
}
