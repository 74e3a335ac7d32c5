package io.jenkins.plugins.promotion.host;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.Util;
import hudson.model.FreeStyleProject;
import hudson.model.Run;
import io.jenkins.plugins.promotion.TwoSlots;
import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.engine.history.DeploymentJournal;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.RecordReader;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.RunLoadCounter;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The index is a copy: lost or spoiled, it is made anew from the builds, and no build is loaded for it. */
@WithJenkins
class IndexRebuildITest {
    private final BuildDeployments deployments = new BuildDeployments(Clock.systemUTC());

    /** A build that has deployed something, as its journal tells. */
    private void deploy(FreeStyleProject job, String environment, String digits, Result end) throws Exception {
        Run<?, ?> run = job.scheduleBuild2(0).get();
        Deployment deployment = new Deployment(
                environment + "-20260101T12000" + run.getNumber() + "-" + digits,
                "storefront",
                environment,
                "v" + run.getNumber(),
                run.getExternalizableId(),
                "alice",
                1_767_268_800_000L + run.getNumber());
        try (Journal journal = deployments.journal(deployment, entry -> {})) {
            DeploymentJournal lines = new DeploymentJournal(journal);
            lines.begin(deployment);
            lines.plan("00112233", "v0", "green");
            lines.end(end, end == Result.SUCCEEDED ? "" : "not healthy");
            deployments.save(RecordReader.read(journal.entries()));
        }
    }

    private FreeStyleProject history(JenkinsRule jenkins) throws Exception {
        awaitEnd();
        FreeStyleProject job = jenkins.createFreeStyleProject("storefront");
        deploy(job, "testing", "aaaa", Result.SUCCEEDED);
        deploy(job, "production", "bbbb", Result.ROLLED_BACK);
        deploy(job, "production", "cccc", Result.SUCCEEDED);
        return job;
    }

    private List<DeploymentRecord> index() throws IOException {
        return deployments.find(DeploymentQuery.of("storefront"));
    }

    private static void awaitEnd() throws InterruptedException {
        TwoSlots.await(() -> !IndexRebuild.get().progress().running(), "an index that is made anew");
    }

    private static IndexRebuild.Progress rebuild() throws InterruptedException {
        IndexRebuild.get().start();
        awaitEnd();
        return IndexRebuild.get().progress();
    }

    @Test
    void shouldGiveTheSameAnswersAfterTheIndexWasLostWithoutLoadingABuild(JenkinsRule jenkins) throws Exception {
        FreeStyleProject job = history(jenkins);
        List<DeploymentRecord> before = index();
        assertThat(before).hasSize(3);
        Util.deleteRecursive(PromotionHome.folder().toFile());
        assertThat(index()).isEmpty();

        RunLoadCounter.prepare(job);
        IndexRebuild.Progress progress = RunLoadCounter.assertMaxLoads(job, 0, IndexRebuildITest::rebuild);

        assertThat(progress.found()).isEqualTo(3);
        assertThat(progress.failure()).isEmpty();
        assertThat(index()).isEqualTo(before);
        assertThat(BuildDeployments.applicationsOf("storefront")).containsExactly("storefront");
    }

    @Test
    void shouldFindTheDeploymentsOfAJobThatWasRenamed(JenkinsRule jenkins) throws Exception {
        history(jenkins).renameTo("shop");
        TwoSlots.await(
                () -> BuildDeployments.applicationsOf("storefront").isEmpty(), "no deployments of a job that is gone");
        assertThat(index())
                .extracting(record -> record.deployment().run())
                .containsExactly("shop#3", "shop#2", "shop#1");
        assertThat(BuildDeployments.applicationsOf("shop")).containsExactly("storefront");
        assertThat(deployments.find(DeploymentQuery.of("").by("shop#3")))
                .singleElement()
                .isEqualTo(index().get(0));
    }

    @Test
    void shouldMakeTheIndexAtStartWhereSomethingElseIsInItsPlace(JenkinsRule jenkins) throws Exception {
        history(jenkins);
        List<DeploymentRecord> before = index();
        Util.deleteRecursive(BuildDeployments.indexFolder().toFile());
        Files.writeString(BuildDeployments.indexFolder(), "not a folder");

        IndexRebuild.whereItIsMissing();
        awaitEnd();

        assertThat(index()).isEqualTo(before);
    }

    @Test
    void shouldKeepWhatTheIndexSaysOfDeletedBuildsAndSetAsideWhatNobodyCanRead(JenkinsRule jenkins) throws Exception {
        FreeStyleProject job = history(jenkins);
        List<DeploymentRecord> before = index();
        spoil("production-20260101T120002-bbbb");
        spoil("production-20260101T120003-cccc");
        job.getBuildByNumber(1).delete();
        job.getBuildByNumber(2).delete();

        assertThat(rebuild().lost()).isEqualTo(1);

        assertThat(index()).containsExactly(before.get(0), before.get(2));
    }

    @Test
    void shouldSayOnTheJobsPageThatTheIndexCannotBeRead(JenkinsRule jenkins) throws Exception {
        history(jenkins);
        spoil("production-20260101T120003-cccc");
        try (JenkinsRule.WebClient browser = jenkins.createWebClient()) {
            HtmlPage page = browser.goTo("job/storefront/promotion/");
            assertThat(page.getBody().asNormalizedText())
                    .contains("One entry of the index cannot be read", "v2", "rolled back");
            assertThat(page.getAnchorByText("Make the index anew from the builds"))
                    .isNotNull();

            Util.deleteRecursive(BuildDeployments.indexFolder().toFile());
            Files.createDirectories(BuildDeployments.indexFolder());
            Files.writeString(BuildDeployments.indexFolder().resolve("storefront"), "not a folder");
            assertThat(browser.goTo("job/storefront/promotion/").getBody().asNormalizedText())
                    .contains("The index of deployments cannot be read");

            HtmlForm form = browser.goTo("manage/environment-promotion/").getFormByName("rebuildIndex");
            jenkins.submit(form);
            awaitEnd();
            assertThat(browser.goTo("manage/environment-promotion/").getBody().asNormalizedText())
                    .contains("3 deployments in one job");
            assertThat(browser.goTo("job/storefront/promotion/").getBody().asNormalizedText())
                    .contains("v3")
                    .doesNotContain("cannot be read");
        }
    }

    @Test
    void shouldMakeTheIndexAnewForAdministratorsOnly(JenkinsRule jenkins) throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Jenkins.SYSTEM_READ)
                .everywhere()
                .to("bob")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("alice"));
        try (JenkinsRule.WebClient browser = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false)) {
            browser.login("bob");
            WebRequest post = new WebRequest(
                    browser.createCrumbedUrl("manage/environment-promotion/rebuildIndex"), HttpMethod.POST);
            assertThat(browser.<Page>getPage(post).getWebResponse().getStatusCode())
                    .isEqualTo(403);
            assertThat(browser.goTo("manage/environment-promotion/indexState", null)
                            .getWebResponse()
                            .getStatusCode())
                    .isEqualTo(403);
            browser.login("alice");
            assertThat(browser.goTo("manage/environment-promotion/rebuildIndex", null)
                            .getWebResponse()
                            .getStatusCode())
                    .isEqualTo(405);
        }
    }

    private static void spoil(String id) throws IOException {
        Path record =
                BuildDeployments.indexFolder().resolve("storefront").resolve(id).resolve("record.json");
        assertThat(record).exists();
        Files.writeString(record, "{ \"deployment\": ");
    }
}
