package io.jenkins.plugins.promotion.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Run;
import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.rollback.Baseline;
import io.jenkins.plugins.promotion.host.BuildDeployments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Whatever a crash or a person left where a record or a journal was, the pages are shown, and say what they cannot tell. */
@WithJenkins
class SpoiledRecordsITest {
    private static final List<byte[]> SPOILED = List.of(
            new byte[5],
            new byte[4096],
            "{\"deployment\":{\"id\":\"production-2026".getBytes(UTF_8),
            "{\"number\":1,\"at\":1,\"kind\":\"lease\",\"data\":{}}\n".getBytes(UTF_8),
            "{\"number\":1,\"at\":1,\"kind\":\"deployment.begun\"}\n".getBytes(UTF_8),
            new byte[] {(byte) 0xff, (byte) 0xfe, 0, 'x', 3});

    private JenkinsRule jenkins;
    private WorkflowRun run;

    @BeforeEach
    void build(JenkinsRule rule) throws Exception {
        jenkins = rule;
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "storefront");
        job.setDefinition(new CpsFlowDefinition("echo 'v2'", true));
        run = jenkins.buildAndAssertSuccess(job);
    }

    private Deployment deployment(String environment) {
        return new Deployment(
                environment + "-20260101T120000-abcd",
                "storefront",
                environment,
                "v2",
                run.getExternalizableId(),
                "alice",
                1767268800000L);
    }

    private void save(Deployment deployment, Result result) throws Exception {
        new BuildDeployments(Clock.systemUTC())
                .save(new DeploymentRecord(
                        deployment,
                        result,
                        "",
                        result.isEnd() ? 1767268860000L : 0,
                        "v1",
                        "green",
                        "00112233",
                        List.of(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        Map.of(),
                        new Baseline(List.of()),
                        new Baseline(List.of()),
                        List.of(),
                        Map.of()));
    }

    private Path directory(Deployment deployment) {
        return ((Run<?, ?>) run).getRootDir().toPath().resolve("promotion").resolve(deployment.id());
    }

    private Path indexed(Deployment deployment) {
        return jenkins.jenkins
                .getRootDir()
                .toPath()
                .resolve("environment-promotion/index/storefront/" + deployment.id());
    }

    private String page(JenkinsRule.WebClient browser, String path) throws Exception {
        return browser.goTo(path).getBody().asNormalizedText();
    }

    @Test
    void shouldTellOfARecordThatCannotBeRead() throws Exception {
        Deployment testing = deployment("testing");
        Deployment production = deployment("production");
        save(testing, Result.SUCCEEDED);
        save(production, Result.SUCCEEDED);
        Path indexed = indexed(production).resolve("record.json");
        try (JenkinsRule.WebClient browser = jenkins.createWebClient().withJavaScriptEnabled(false)) {
            for (byte[] spoiled : SPOILED) {
                Files.write(directory(production).resolve("record.json"), spoiled);
                Files.write(indexed, spoiled);

                assertThat(page(browser, run.getUrl() + "promotion/"))
                        .contains("storefront v2 → testing")
                        .contains("storefront v2 → production: succeeded. Its record is gone or cannot be read");
                assertThat(page(browser, "job/storefront/promotion/"))
                        .contains("testing", "One entry of the index cannot be read");
                assertThat(jenkins.getJSON(run.getUrl() + "promotion/api/json?depth=2")
                                .getJSONObject()
                                .getJSONArray("deployments")
                                .size())
                        .as("what build.xml has")
                        .isEqualTo(2);
                assertThat(jenkins.getJSON("job/storefront/promotion/api/json?depth=2")
                                .getJSONObject()
                                .getJSONArray("deployments")
                                .size())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void shouldShowWhatTheRecordTellsWhereTheJournalCannotBeRead() throws Exception {
        Deployment production = deployment("production");
        save(production, Result.RUNNING);
        try (JenkinsRule.WebClient browser = jenkins.createWebClient().withJavaScriptEnabled(false)) {
            for (byte[] spoiled : SPOILED) {
                Files.write(directory(production).resolve("journal.jsonl"), spoiled);

                assertThat(page(browser, run.getUrl() + "promotion/")).contains("storefront v2 → production");
                assertThat(page(browser, "job/storefront/promotion/")).contains("running");
            }
        }
    }

    @Test
    void shouldShowAnEnvironmentThatIsDeployedToSeldom() throws Exception {
        save(deployment("production"), Result.SUCCEEDED);
        for (int i = 0; i < 200; i++) {
            Deployment next = new Deployment(
                    "testing-20260102T1200%02d-%04d".formatted(i % 60, i),
                    "storefront",
                    "testing",
                    "v3",
                    run.getExternalizableId(),
                    "alice",
                    1767355200000L + i);
            Files.createDirectories(indexed(next));
            Files.writeString(
                    indexed(next).resolve("record.json"),
                    Files.readString(directory(deployment("production")).resolve("record.json"))
                            .replace(deployment("production").id(), next.id())
                            .replace("\"production\"", "\"testing\""));
        }

        assertThat(run.getParent().getAction(JobDeploymentsAction.class).getPlaces())
                .extracting(Place::getEnvironment)
                .containsExactlyInAnyOrder("production", "testing");
    }
}
