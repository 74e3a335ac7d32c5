package io.jenkins.plugins.promotion.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.util.Secret;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.Util;
import io.jenkins.plugins.promotion.engine.approval.Names;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What administrators allow: kept by the form and as code, seen by those who may configure it, and obeyed. */
@WithJenkins
class PromotionPolicyITest {
    @TempDir
    Path folder;

    private static EnvironmentPolicy production() {
        EnvironmentPolicy production = new EnvironmentPolicy("production");
        production.setQuorum(2);
        production.setApprovers("alice, bob");
        production.setAllowedJobs("storefront");
        production.setCredentials(List.of(new CredentialMapping("hook", "production-hook")));
        return production;
    }

    @Test
    void shouldKeepWhatTheFormWasGiven(JenkinsRule jenkins) throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(null, "production-hook", "", Secret.fromString("s3cr3t")));
        PromotionPolicy policy = PromotionPolicy.get();
        policy.setEnvironments(List.of(production()));
        policy.setOtherEnvironments(false);
        policy.setProbeHosts("*.example.com");
        try (JenkinsRule.WebClient browser = jenkins.createWebClient()) {
            HtmlPage page = browser.goTo("manage/environment-promotion/");
            jenkins.submit(page.getFormByName("config"));
        }
        assertThat(policy.getEnvironments()).hasSize(1);
        jenkins.assertEqualDataBoundBeans(production(), policy.getEnvironments().get(0));
        assertThat(policy.isOtherEnvironments()).isFalse();
        assertThat(policy.getProbeHosts()).isEqualTo("*.example.com");
    }

    @Test
    void shouldBeWrittenAndReadAsCode(JenkinsRule jenkins) throws Exception {
        String code = """
                unclassified:
                  environmentPromotion:
                    otherEnvironments: false
                    probeHosts: "*.example.com"
                    environments:
                    - name: "testing"
                    - name: "production"
                      quorum: 2
                      approvers: "alice, bob"
                      allowedJobs: "storefront"
                      credentials:
                      - purpose: "hook"
                        credentialsId: "production-hook"
                """;
        Path file = Files.writeString(folder.resolve("jenkins.yaml"), code, StandardCharsets.UTF_8);
        ConfigurationAsCode.get().configure(file.toString());
        PromotionPolicy policy = PromotionPolicy.get();
        assertThat(policy.getEnvironments())
                .extracting(EnvironmentPolicy::getName)
                .containsExactly("testing", "production");
        assertThat(policy.approval("production", Names.IGNORE_CASE))
                .hasValueSatisfying(rule -> assertThat(rule.quorum()).isEqualTo(2));
        assertThat(policy.approval("testing", Names.IGNORE_CASE)).isEmpty();
        assertThat(policy.credential("production", "hook")).isEqualTo("production-hook");

        ConfigurationContext context = new ConfigurationContext(ConfiguratorRegistry.get());
        String exported = Util.toYamlString(Util.getUnclassifiedRoot(context).get("environmentPromotion"));
        assertThat(exported).contains("name: \"production\"", "quorum: 2", "allowedJobs: \"storefront\"");
    }

    @Test
    void shouldRefuseAJobThatIsNotAllowed(JenkinsRule jenkins) throws Exception {
        PromotionPolicy policy = PromotionPolicy.get();
        policy.setEnvironments(List.of(production()));
        policy.requireAllowed(jenkins.createProject(WorkflowJob.class, "storefront"), "production");
        WorkflowJob other = jenkins.createProject(WorkflowJob.class, "other");
        policy.requireAllowed(other, "testing");
        assertThatThrownBy(() -> policy.requireAllowed(other, "production"))
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining("other")
                .hasMessageContaining("storefront");
        policy.setOtherEnvironments(false);
        assertThatThrownBy(() -> policy.requireAllowed(other, "testing"))
                .hasMessageContaining("an environment of the policy: production");
    }

    @Test
    void shouldOpenOnlyForThoseWhoMayConfigureIt(JenkinsRule jenkins) throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Jenkins.MANAGE)
                .everywhere()
                .to("alice", "bob")
                .grant(PromotionPermissions.CONFIGURE)
                .everywhere()
                .to("bob"));
        try (JenkinsRule.WebClient browser = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            browser.login("alice");
            assertThat(browser.goTo("manage/environment-promotion/")
                            .getWebResponse()
                            .getStatusCode())
                    .isEqualTo(403);
            browser.login("bob");
            assertThat(browser.goTo("manage/environment-promotion/")
                            .getWebResponse()
                            .getStatusCode())
                    .isEqualTo(200);
            // Without POST nothing is changed.
            assertThat(browser.goTo("manage/environment-promotion/configure")
                            .getWebResponse()
                            .getStatusCode())
                    .isEqualTo(405);
        }
    }
}
