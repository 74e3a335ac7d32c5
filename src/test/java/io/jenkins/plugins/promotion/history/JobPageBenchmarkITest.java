package io.jenkins.plugins.promotion.history;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleProject;
import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.FileDeploymentStore;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.rollback.Baseline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.RunLoadCounter;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A controller with much history answers what a job's page asks from the index; of its builds it loads none. */
@WithJenkins
class JobPageBenchmarkITest {
    /** Other jobs cost nothing but the time to make them: {@code -Dpromotion.benchmark.jobs=200} for the full number. */
    private static final int JOBS = Integer.getInteger("promotion.benchmark.jobs", 5);

    private static final int BUILDS = 500;

    /** On the way to any page of a job, Jenkins looks at the last good build for what it shows of it. */
    private static final int BY_JENKINS = 1;

    /** Epoch milliseconds of the first build: 2026-01-01T00:00:00Z. */
    private static final long FIRST = 1_767_225_600_000L;

    @TempDir
    private Path patterns;

    @Test
    void shouldAnswerAJobsPageWithoutLoadingABuild(JenkinsRule jenkins) throws Exception {
        Path home = jenkins.jenkins.getRootDir().toPath();
        String record = record();
        List<FreeStyleProject> jobs = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            FreeStyleProject job = jenkins.createFreeStyleProject("job-" + i);
            fill(home, job.getName(), record);
            jobs.add(job);
        }

        FreeStyleProject job = jobs.get(JOBS / 2);
        job._getRuns().purgeCache();
        RunLoadCounter.prepare(job);
        JobDeploymentsAction action = job.getAction(JobDeploymentsAction.class);
        RunLoadCounter.assertMaxLoads(
                job,
                0,
                () -> action.getPlaces().size()
                        + action.getRecent().size()
                        + action.getDeployments().size());
        job._getRuns().purgeCache();
        List<Double> millis = new ArrayList<>();
        try (JenkinsRule.WebClient browser = jenkins.createWebClient()) {
            browser.getOptions().setJavaScriptEnabled(false);
            RunLoadCounter.assertMaxLoads(job, BY_JENKINS, () -> {
                for (int i = 0; i < 10; i++) {
                    long start = System.nanoTime();
                    HtmlPage page = browser.goTo("job/" + job.getName() + "/promotion/");
                    millis.add((System.nanoTime() - start) / 1e6);
                    assertThat(page.getBody().asNormalizedText()).contains("What is where", "v500");
                }
                return null;
            });
        }
        millis.sort(null);
        System.out.printf(
                "{\"jobs\": %d, \"buildsEach\": %d, \"pageMillis\": {\"median\": %.1f, \"atMost\": %.1f}}%n",
                JOBS, BUILDS, millis.get(5), millis.get(9));
        // Generous: the machine may have other things to do.
        assertThat(millis.get(5)).isLessThan(3000);
    }

    /** As its builds would have left them; of what is the same in all, there is one copy on disk. */
    private static void fill(Path home, String job, String record) throws IOException {
        Path builds = Files.createDirectories(home.resolve("jobs/" + job + "/builds"));
        Path promotion = home.resolve("environment-promotion");
        Path index = Files.createDirectories(promotion.resolve("index/" + job));
        Path build = Files.writeString(
                builds.resolve("build.xml"),
                "<build><actions/><timestamp>1</timestamp><result>SUCCESS</result><keepLog>false</keepLog></build>");
        Files.createDirectories(promotion.resolve("jobs/" + job));
        Files.createFile(promotion.resolve("jobs/" + job + "/" + job));
        for (int i = 1; i <= BUILDS; i++) {
            Files.createLink(
                    Files.createDirectory(builds.resolve(Integer.toString(i))).resolve("build.xml"), build);
            String id = "production-20260101T%02d%02d00-0000".formatted(i / 60, i % 60);
            Files.writeString(
                    Files.createDirectory(index.resolve(id)).resolve("record.json"),
                    record.replace("ID", id)
                            .replace("APPLICATION", job)
                            .replace("NUMBER", Integer.toString(i))
                            .replace("1234567890123", Long.toString(FIRST + i * 60_000L)));
        }
    }

    private String record() throws IOException {
        Deployment deployment = new Deployment(
                "ID", "APPLICATION", "production", "vNUMBER", "APPLICATION#NUMBER", "alice", 1_234_567_890_123L);
        new FileDeploymentStore(patterns, Clock.systemUTC())
                .save(new DeploymentRecord(
                        deployment,
                        Result.SUCCEEDED,
                        "",
                        1_234_567_890_123L,
                        "v0",
                        "green",
                        "00112233445566778899aabbccddeeff",
                        List.of(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        Map.of(),
                        new Baseline(List.of()),
                        new Baseline(List.of()),
                        List.of(),
                        Map.of("blue", 0, "green", 100)));
        return Files.readString(patterns.resolve("ID/record.json"));
    }
}
