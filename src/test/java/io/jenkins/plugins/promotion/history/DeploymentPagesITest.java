package io.jenkins.plugins.promotion.history;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.promotion.TwoSlots;
import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.PhaseRecord;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.rollback.Baseline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.htmlunit.FailingHttpStatusCodeException;
import org.htmlunit.Page;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.RunLoadCounter;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The pages of a build and of a job show its deployments to those who may view them, and build.xml stays small. */
@WithJenkins
class DeploymentPagesITest {
    private final TwoSlots world = new TwoSlots().live("v1");

    @AfterEach
    void stop() {
        world.close();
    }

    private WorkflowRun deploy(JenkinsRule jenkins) throws Exception {
        return jenkins.buildAndAssertSuccess(job(jenkins, ""));
    }

    private WorkflowJob job(JenkinsRule jenkins, String more) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "storefront");
        job.setDefinition(new CpsFlowDefinition("""
                node {
                  writeFile file: 'promotion.yaml', text: '''%s'''
                  autoRollback(environment: 'production', release: 'v2') {
                    sh '%s'
                    blueGreenSwitch environment: 'production', release: 'v2'
                  }
                }
                """.formatted(world.promotionFile(more), world.deployCommand()), true));
        return job;
    }

    @Test
    void shouldShowADeploymentWithItsPhases(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = deploy(jenkins);
        try (JenkinsRule.WebClient browser = jenkins.createWebClient()) {
            HtmlPage page = browser.getPage(run, "promotion");
            assertThat(page.getBody().asNormalizedText())
                    .contains("storefront v2", "production", "succeeded", "baseline", "Live before", "v1");

            HtmlPage jobPage = browser.goTo("job/storefront/promotion/");
            assertThat(jobPage.getBody().asNormalizedText()).contains("What is where", "production", "v2");
            assertThat(jobPage.getBody().asNormalizedText()).doesNotContain("Held by");
            assertNothingInline(page);
            assertNothingInline(jobPage);
            assertNothingInline(browser.goTo("manage/environment-promotion/"));
            assertThat(jobPage.getAnchorByText("storefront #1")
                            .<HtmlPage>click()
                            .getUrl()
                            .getPath())
                    .endsWith("/job/storefront/1/promotion/");

            assertThat(jenkins.getJSON(run.getUrl() + "promotion/api/json?depth=2")
                            .getJSONObject()
                            .toString())
                    .contains("\"release\":\"v2\"", "\"result\":\"SUCCEEDED\"");
        }
    }

    @Test
    void shouldShowTheTrafficThatIsSeenWhileADeploymentIsAtWork(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = job(jenkins, "rollout: { canary: [{ weight: 20, for: 10m }] }\n")
                .scheduleBuild2(0)
                .waitForStart();
        try (JenkinsRule.WebClient browser = jenkins.createWebClient()) {
            JSONObject deployment = watched(browser, run);
            assertThat(deployment.getString("trafficInWords")).isEqualTo("blue 80 %, green 20 %");
            assertThat(deployment.getJSONArray("slots").toString())
                    .contains("{\"name\":\"blue\",\"release\":\"v1\",\"weight\":80}")
                    .contains("{\"name\":\"green\",\"release\":\"v2\",\"weight\":20}");
            assertThat(deployment.getLong("until") - System.currentTimeMillis()).isBetween(1L, 600_000L);
            assertThat(deployment.getString("probes")).contains("looks, all good");

            HtmlPage page = browser.getPage(run, "promotion");
            assertThat(page.getBody().asNormalizedText())
                    .contains(
                            "Traffic, as it was last seen",
                            "80 %",
                            "20 %",
                            "Watching at blue 80 %, green 20 %",
                            "running");
            assertThat(page.<HtmlElement>getFirstByXPath("//*[@role='status'][@aria-live='polite']"))
                    .isNotNull();

            assertThat(browser.goTo("job/storefront/promotion/").getBody().asNormalizedText())
                    .contains("Held by ", "deploys v2. Watching at blue 80 %, green 20 %", "since ");
            assertThat(jenkins.getJSON("job/storefront/promotion/api/json?depth=2")
                            .getJSONObject()
                            .getJSONArray("places")
                            .getJSONObject(0)
                            .getLong("heldSince"))
                    .isPositive();
        } finally {
            run.doStop();
        }
        jenkins.waitForCompletion(run);
        JSONObject data = jenkins.getJSON(run.getUrl() + "promotion/data").getJSONObject();
        assertThat(data.getInt("interval")).isZero();
        assertThat(data.getJSONArray("deployments").getJSONObject(0).getString("trafficInWords"))
                .isEqualTo("blue 100 %, green 0 %");
    }

    /** What a content security policy forbids; the frame around the main panel is Jenkins' own. */
    private static void assertNothingInline(HtmlPage page) {
        assertThat(page.getByXPath("//*[@id='main-panel']//script[not(@src)]"
                        + " | //*[@id='main-panel']//@*[starts-with(name(), 'on')]"
                        + " | //*[@id='main-panel']//a[starts-with(@href, 'javascript:')]"))
                .isEmpty();
    }

    /** The build's deployment once it is watched at a split; the page asks for it as often as it likes. */
    private static JSONObject watched(JenkinsRule.WebClient browser, WorkflowRun run) throws Exception {
        AtomicReference<JSONObject> found = new AtomicReference<>();
        TwoSlots.await(
                () -> {
                    try {
                        JSONObject data =
                                JSONObject.fromObject(browser.goTo(run.getUrl() + "promotion/data", "application/json")
                                        .getWebResponse()
                                        .getContentAsString());
                        if (!data.getJSONArray("deployments").isEmpty()) {
                            found.set(data.getJSONArray("deployments").getJSONObject(0));
                        }
                        return found.get() != null && found.get().getLong("until") > 0;
                    } catch (FailingHttpStatusCodeException e) {
                        // The build has not begun its deployment yet.
                        return false;
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                "a deployment that is watched");
        return found.get();
    }

    @Test
    void shouldSendNothingAgainThatHasNotChanged(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = deploy(jenkins);
        try (JenkinsRule.WebClient browser = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            Page first = browser.goTo(run.getUrl() + "promotion/data", "application/json");
            assertThat(first.getWebResponse().getContentAsString()).contains("\"interval\":0");
            WebRequest again = new WebRequest(first.getUrl());
            again.setAdditionalHeader("If-None-Match", first.getWebResponse().getResponseHeaderValue("ETag"));
            assertThat(browser.loadWebResponse(again).getStatusCode()).isEqualTo(304);
        }
    }

    @Test
    void shouldShowNothingToThoseWhoMayNotViewTheJob(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = deploy(jenkins);
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.DISCOVER)
                .everywhere()
                .to("alice")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("bob"));
        try (JenkinsRule.WebClient browser = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            for (String page : List.of(
                    run.getUrl() + "promotion/",
                    run.getUrl() + "promotion/data",
                    run.getUrl() + "promotion/api/json",
                    "job/storefront/promotion/",
                    "job/storefront/promotion/api/json")) {
                browser.login("alice");
                assertThat(browser.goTo(page, null).getWebResponse().getStatusCode())
                        .as("without View: " + page)
                        .isIn(403, 404);
                browser.login("bob");
                assertThat(browser.goTo(page, null).getWebResponse().getStatusCode())
                        .as("with View, which is a part of Read: " + page)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void shouldAnswerTheJobsPageWithoutLoadingABuild(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = deploy(jenkins);
        WorkflowJob job = run.getParent();
        RunLoadCounter.prepare(job);
        AtomicInteger places = new AtomicInteger();
        RunLoadCounter.assertMaxLoads(job, 0, () -> {
            JobDeploymentsAction action = job.getAction(JobDeploymentsAction.class);
            places.set(action.getPlaces().size() + action.getRecent().size());
            return null;
        });
        assertThat(places).hasValue(2);
    }

    @Test
    void shouldKeepTwoKilobytesAtMostInBuildXml(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = deploy(jenkins);
        Path xml = run.getRootDir().toPath().resolve("build.xml");
        long before = Files.size(xml);
        String endless = "x".repeat(100_000);
        DeploymentsAction.update(
                run,
                new DeploymentRecord(
                        new Deployment(
                                "production-20300101T000000-abcd",
                                "storefront",
                                "production",
                                "v".repeat(128),
                                run.getExternalizableId(),
                                endless,
                                1),
                        Result.NEEDS_A_PERSON,
                        endless,
                        2,
                        "v".repeat(128),
                        "green",
                        "d".repeat(32),
                        List.of(endless),
                        Collections.nCopies(1000, new PhaseRecord("configuration", 1, 2, true, endless)),
                        List.of(),
                        Map.of(),
                        Map.of(),
                        new Baseline(List.of()),
                        new Baseline(List.of()),
                        List.of(),
                        Map.of("blue", 100, "green", 0)));
        assertThat(Files.size(xml) - before).isLessThan(2048);
    }

    /** The first format, which is read for ever. */
    @Test
    void shouldReadWhatTheFirstVersionWrote(JenkinsRule jenkins) {
        DeploymentsAction action = (DeploymentsAction) Run.XSTREAM2.fromXML("""
                <io.jenkins.plugins.promotion.history.DeploymentsAction>
                  <deployments>
                    <io.jenkins.plugins.promotion.history.DeploymentSummary>
                      <id>production-20260101T120000-abcd</id>
                      <application>storefront</application>
                      <environment>production</environment>
                      <release>v2</release>
                      <requester>alice</requester>
                      <result>ROLLED_BACK</result>
                      <cause>not healthy</cause>
                      <startedAt>1767268800000</startedAt>
                      <endedAt>1767268860000</endedAt>
                      <previous>v1</previous>
                      <slot>green</slot>
                      <planDigest>00112233445566778899aabbccddeeff</planDigest>
                      <blue>100</blue>
                      <green>0</green>
                      <phases>
                        <string>preflight ok</string>
                        <string>switch failed</string>
                      </phases>
                    </io.jenkins.plugins.promotion.history.DeploymentSummary>
                  </deployments>
                </io.jenkins.plugins.promotion.history.DeploymentsAction>
                """);
        DeploymentSummary summary = action.getDeployments().get(0);
        assertThat(summary.getRelease()).isEqualTo("v2");
        assertThat(summary.getResultInWords()).isEqualTo("rolled back");
        assertThat(summary.getEndedAt()).isEqualTo(1767268860000L);
        assertThat(summary.getPhases()).containsExactly("preflight ok", "switch failed");
    }
}
