package io.jenkins.plugins.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.PageDecorator;
import hudson.util.Secret;
import io.jenkins.plugins.promotion.policy.EnvironmentPolicy;
import io.jenkins.plugins.promotion.policy.PromotionManagementLink;
import io.jenkins.plugins.promotion.policy.PromotionPolicy;
import io.jenkins.plugins.promotion.steps.StepHolder;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.assertj.core.api.SoftAssertions;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.verb.GET;

/** Every field of a form has a help text, and every web method wants POST and answers nobody who may not ask. */
@WithJenkins
class FormsITest {
    private static final String OURS = FormsITest.class.getPackageName();

    /** Asked in the forms of jobs, which many may open: these answer, and say nothing, to those who may not configure. */
    private static final Map<String, String> SAYS_NOTHING = Map.of(
            "checkEnvironment", "<div/>",
            "checkRelease", "<div/>",
            "autoCompleteEnvironment", "\"suggestions\":[]",
            "fillCredentialsIdItems", "typed");

    private static List<Descriptor<?>> descriptors(JenkinsRule jenkins) {
        List<Descriptor<?>> ours = new ArrayList<>();
        for (Descriptor<?> descriptor : jenkins.jenkins.getExtensionList(Descriptor.class)) {
            boolean hasForm = !(descriptor instanceof PageDecorator) && descriptor.clazz != StepHolder.class;
            if (descriptor.clazz.getName().startsWith(OURS) && hasForm) {
                ours.add(descriptor);
            }
        }
        return ours;
    }

    /** Web methods by their address below Jenkins. */
    private static Map<String, Method> webMethods(JenkinsRule jenkins) {
        Map<String, Method> found = new TreeMap<>();
        for (Descriptor<?> descriptor : descriptors(jenkins)) {
            String address = "job/storefront/descriptorByName/" + descriptor.getId() + "/";
            own(descriptor.getClass()).forEach(method -> found.put(address + name(method), method));
        }
        own(PromotionManagementLink.class)
                .forEach(method -> found.put("manage/environment-promotion/" + name(method), method));
        return found;
    }

    private static Stream<Method> own(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getDeclaringClass().getName().startsWith(OURS))
                .filter(method -> method.getName().matches("do[A-Z].*"));
    }

    private static String name(Method method) {
        return method.getName().substring(2, 3).toLowerCase(Locale.ROOT)
                + method.getName().substring(3);
    }

    private static WebResponse ask(JenkinsRule.WebClient browser, HttpMethod how, String address) throws IOException {
        String typed = "?value=1&kind=script&approvers=bob&credentialsId=typed";
        WebRequest request = new WebRequest(new URL(browser.getContextPath() + address + typed), how);
        return browser.loadWebResponse(how == HttpMethod.POST ? browser.addCrumb(request) : request);
    }

    @Test
    void shouldAnswerNobodyWhoMayNotAsk(JenkinsRule jenkins) throws Exception {
        jenkins.createProject(WorkflowJob.class, "storefront");
        // What the answers would tell, which are asked for what begins with 1.
        PromotionPolicy.get().setEnvironments(List.of(new EnvironmentPolicy("1-hidden")));
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(null, "1-hidden", "", Secret.fromString("s3cr3t")));
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Jenkins.MANAGE, Item.READ, Item.BUILD)
                .everywhere()
                .to("alice"));
        Map<String, Method> methods = webMethods(jenkins);
        assertThat(methods).hasSizeGreaterThan(20);
        SoftAssertions all = new SoftAssertions();
        try (JenkinsRule.WebClient browser = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            browser.login("alice");
            for (Map.Entry<String, Method> method : methods.entrySet()) {
                boolean reads = method.getValue().isAnnotationPresent(GET.class);
                WebResponse byGet = ask(browser, HttpMethod.GET, method.getKey());
                all.assertThat(byGet.getStatusCode())
                        .as("GET " + method.getKey())
                        .isEqualTo(reads ? 403 : 405);
                if (!reads) {
                    WebResponse byPost = ask(browser, HttpMethod.POST, method.getKey());
                    String nothing = SAYS_NOTHING.get(name(method.getValue()));
                    all.assertThat(byPost.getStatusCode())
                            .as("POST " + method.getKey())
                            .isEqualTo(nothing == null ? 403 : 200);
                    all.assertThat(byPost.getContentAsString())
                            .as("POST " + method.getKey())
                            .contains(nothing == null ? "" : nothing)
                            .doesNotContain("1-hidden");
                }
            }
        }
        all.assertAll();
    }

    @Test
    void shouldExplainEveryField(JenkinsRule jenkins) {
        SoftAssertions all = new SoftAssertions();
        for (Descriptor<?> descriptor : descriptors(jenkins)) {
            Class<?> type = descriptor.clazz;
            for (String field : fields(type)) {
                all.assertThat(isExplained(type, field))
                        .as(type.getSimpleName() + "/help-" + field + ".html")
                        .isTrue();
            }
        }
        all.assertAll();
    }

    private static List<String> fields(Class<?> type) {
        return type == PromotionPolicy.class
                ? List.of("environments", "otherEnvironments", "probeHosts")
                : DescribableModel.of(type).getParameters().stream()
                        .map(DescribableParameter::getName)
                        .toList();
    }

    private static boolean isExplained(Class<?> type, String field) {
        for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
            if (owner.getResource(owner.getSimpleName() + "/help-" + field + ".html") != null) {
                return true;
            }
        }
        return false;
    }
}
