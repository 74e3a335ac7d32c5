package io.jenkins.plugins.promotion.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.AccessDeniedException3;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.Util;
import io.jenkins.plugins.promotion.engine.approval.Names;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.traffic.routers.Routers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
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

    private static final ObjectNode NO_SETTINGS = JsonNodeFactory.instance.objectNode();

    private static EnvironmentPolicy production() {
        EnvironmentPolicy production = new EnvironmentPolicy("production");
        production.setQuorum(2);
        production.setApprovers("alice, bob");
        production.setAllowedJobs("storefront");
        production.setInOrder(true);
        Freeze weekend = new Freeze("* * * * 6,7");
        weekend.setZone("Europe/Berlin");
        weekend.setReason("nobody is there at the weekend");
        production.setFreeze(List.of(weekend));
        RouterConnection router = new RouterConnection("haproxy");
        router.setAddress("127.0.0.1:9999");
        router.setController(true);
        production.setRouters(List.of(router));
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
    void shouldReadTheGuidesExampleAndWriteItAgain(JenkinsRule jenkins) throws Exception {
        String guide = Files.readString(Path.of("docs/admin.md"));
        String example = guide.replaceFirst("(?s).*```yaml\n(unclassified:.*?)```.*", "$1");
        Path file = Files.writeString(folder.resolve("jenkins.yaml"), example);

        ConfigurationAsCode.get().configure(file.toString());

        PromotionPolicy policy = PromotionPolicy.get();
        assertThat(policy.getEnvironments())
                .extracting(EnvironmentPolicy::getName)
                .containsExactly("testing", "production");
        assertThat(policy.approval("production", Names.IGNORE_CASE))
                .hasValueSatisfying(rule -> assertThat(rule.quorum()).isEqualTo(2));
        assertThat(policy.approval("testing", Names.IGNORE_CASE)).isEmpty();
        assertThat(policy.before("production")).hasValue("testing");
        assertThat(policy.before("testing")).isEmpty();
        assertThat(policy.freeze("production"))
                .containsExactly(new Environment.Freeze(
                        "* * * * 6,7", ZoneId.of("Europe/Berlin"), "nobody is there at the weekend"));
        assertThat(policy.credential("production", "database")).isEqualTo("production-database");
        ConfigurationContext context = new ConfigurationContext(ConfiguratorRegistry.get());
        assertThat(Util.toYamlString(Util.getUnclassifiedRoot(context).get("environmentPromotion")))
                .isEqualTo(Util.toStringFromYamlFile(this, "exported.yaml"));
    }

    @Test
    void shouldRefuseCodeThatIsWrong(JenkinsRule jenkins) throws Exception {
        String wrong = """
                unclassified:
                  environmentPromotion:
                    environments:
                    - name: "production"
                      freeze:
                      - cron: "* * 6,7"
                """;
        Path file = Files.writeString(folder.resolve("jenkins.yaml"), wrong);
        assertThatThrownBy(() -> ConfigurationAsCode.get().configure(file.toString()))
                .hasStackTraceContaining("minute hour day month weekday, but this has 3 fields");
        assertThat(PromotionPolicy.get().getEnvironments()).isEmpty();
    }

    @Test
    void shouldRefuseAnotherRouterThanItsOwn(JenkinsRule jenkins) throws Exception {
        PromotionPolicy policy = PromotionPolicy.get();
        policy.setEnvironments(List.of(production()));

        assertThat(policy.router("production", haproxy("127.0.0.1:9999"))).isPresent();
        assertThat(policy.router("testing", haproxy("127.0.0.1:1"))).isEmpty();
        assertThatThrownBy(() -> policy.router("production", haproxy("127.0.0.1:1")))
                .hasMessageContaining("a router of the policy: haproxy 127.0.0.1:9999")
                .hasMessageContaining("but was haproxy 127.0.0.1:1");
        assertThatThrownBy(() -> policy.router("production", new Choice("script", NO_SETTINGS)))
                .hasMessageContaining("but was script");
        // Otherwise a file could move production's traffic as that of an environment of its own.
        assertThatThrownBy(() -> policy.router("testing", haproxy("127.0.0.1:9999")))
                .hasMessageContaining("does not keep for other environments");
    }

    private static Choice haproxy(String address) {
        return new Choice("haproxy", NO_SETTINGS.deepCopy().put("address", address));
    }

    @Test
    void shouldSayWhatIsWrongToThoseWhoMayConfigureOnly(JenkinsRule jenkins) throws Exception {
        Freeze.DescriptorImpl freeze = descriptor(jenkins, Freeze.DescriptorImpl.class);
        assertThat(freeze.doCheckCron("* * * * 6,7").kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(freeze.doCheckCron("70 * * * *").getMessage()).contains("Not a cron expression");
        assertThat(freeze.doCheckZone("").kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(freeze.doCheckZone("Europe/Berlim").getMessage()).contains("no time zone Europe/Berlim");
        assertThat(freeze.doAutoCompleteZone("berlin").getValues()).containsExactly("Europe/Berlin");
        RouterConnection.DescriptorImpl router = descriptor(jenkins, RouterConnection.DescriptorImpl.class);
        assertThat(router.doFillKindItems())
                .extracting(option -> option.value)
                .containsExactlyInAnyOrderElementsOf(new Routers(null).kinds());
        assertThat(router.doCheckAddress("127.0.0.1:9999", "haproxy").kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(router.doCheckAddress("", "haproxy").kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(router.doCheckAddress("127.0.0.1:9999", "script").kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(router.doCheckController(true, "script").kind).isEqualTo(FormValidation.Kind.WARNING);

        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Jenkins.MANAGE)
                .everywhere()
                .to("alice"));
        try (ACLContext ignored = ACL.as(User.getById("alice", true))) {
            assertThatThrownBy(() -> freeze.doCheckCron("")).isInstanceOf(AccessDeniedException3.class);
            assertThatThrownBy(() -> freeze.doCheckZone("")).isInstanceOf(AccessDeniedException3.class);
            assertThatThrownBy(() -> freeze.doAutoCompleteZone("")).isInstanceOf(AccessDeniedException3.class);
            assertThatThrownBy(router::doFillKindItems).isInstanceOf(AccessDeniedException3.class);
            assertThatThrownBy(() -> router.doCheckAddress("", "")).isInstanceOf(AccessDeniedException3.class);
            assertThatThrownBy(() -> router.doCheckController(true, "")).isInstanceOf(AccessDeniedException3.class);
        }
        try (JenkinsRule.WebClient browser = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            browser.login("alice");
            String check = "descriptorByName/" + Freeze.class.getName() + "/checkCron?value=1";
            assertThat(browser.goTo(check).getWebResponse().getStatusCode()).isEqualTo(405);
        }
    }

    private static <T> T descriptor(JenkinsRule jenkins, Class<T> type) {
        return jenkins.jenkins.getExtensionList(type).get(0);
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
