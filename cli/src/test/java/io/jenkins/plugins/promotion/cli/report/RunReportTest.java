package io.jenkins.plugins.promotion.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.cli.load.LoadResult;
import io.jenkins.plugins.promotion.engine.history.DeploymentJournal;
import io.jenkins.plugins.promotion.engine.secrets.ProvisioningJournal;
import java.io.StringReader;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class RunReportTest {
    private static final RunReport.Run RUN = new RunReport.Run("storefront#7", "", Stories.START, Stories.START + 3000);
    private static final String HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=\"alert(1)\">\u202E\u0007";

    @Test
    void shouldSayThatAReleaseIsLiveAndWhatUsersFelt() {
        String html = report(RUN, Map.of("production", load(0)), Stories.succeeded("production"));

        assertThat(html)
                .contains("<h1>storefront v42 is live in production</h1>")
                .contains("~ pool = 20 → 40")
                .contains("<th scope=\"row\">alice</th><td>2023-11-14 22:13:20 UTC</td><td>tested</td>")
                .contains("<th scope=\"row\">db-password</th><td><code>s3</code></td>")
                .contains("<td class=\"number good\">0</td>", "12.5 ms")
                .contains("<rect class=\"phase-done\"", "<path class=\"slot-blue\"", "<rect class=\"slot-green\"")
                .doesNotContain("<rect class=\"phase-failed\"", "Brought back", "class=\"lost\"");
    }

    @Test
    void shouldSayWhatARollbackRestoredAndThatNobodyHasToDoAnything() {
        String html = report(
                RUN,
                Map.of("production", load(3)),
                Stories.succeeded("staging"),
                Stories.failing("production", "RESTORED", "UNCHANGED", "ROLLED_BACK"));

        assertThat(html)
                .contains("<h1>storefront v42 was taken back from production</h1>")
                .contains("v42 is live in staging.")
                .contains("<strong>Why: </strong>green is unhealthy")
                .contains("<th scope=\"row\">configuration</th><td class=\"good\">unchanged</td>")
                .contains("<rect class=\"phase-failed\"", "<rect class=\"phase-back\"", "class=\"lost\"")
                .contains("# storefront v42 in production")
                .doesNotContain("To do by hand");
    }

    @Test
    void shouldSayWhatAPersonHasToDo() {
        String html = report(RUN, Map.of(), Stories.failing("production", "RESTORED", "FAILED", "NEEDS_A_PERSON"));

        assertThat(html)
                .contains("<h1>production needs a person</h1>")
                .contains("<li><strong>Bring back configuration. </strong>It stands at c2, not at c1</li>")
                .contains("<td class=\"bad\">failed</td>");
    }

    @Test
    void shouldReportARunThatCameToNoDeployment() {
        RunReport.Run failed =
                new RunReport.Run("storefront#7", "WorkflowScript: 3: oops", Stories.START, Stories.START);

        assertThat(report(failed, Map.of()))
                .contains("The run ended before anything was deployed", "WorkflowScript: 3: oops");
    }

    @Test
    void shouldNotSayThatARunSucceededWhosePipelineFailed() {
        RunReport.Run failed = new RunReport.Run("storefront#7", "exit code 1", Stories.START, Stories.START + 3000);

        assertThat(report(failed, Map.of(), Stories.succeeded("testing")))
                .contains("<header class=\"result-failed\">", "but the pipeline failed", "exit code 1");
    }

    @Test
    void shouldShowADeploymentThatWasCutOff() {
        String html =
                report(RUN, Map.of(), Stories.prepared("production", "v42").story(""));

        assertThat(html).contains("v42 is on its way to production", "<rect class=\"phase-open\"", "not ended");
    }

    @Test
    void shouldEscapeWhateverAReleaseOrAPersonWrote() {
        Story hostile = Stories.of(HOSTILE, HOSTILE)
                .tell(1, DeploymentJournal.PHASE, Map.of("phase", HOSTILE))
                .tell(
                        2,
                        DeploymentJournal.FINDING,
                        Map.of(
                                "check",
                                HOSTILE,
                                "severity",
                                "ERROR",
                                "subject",
                                HOSTILE,
                                "expected",
                                HOSTILE,
                                "butWas",
                                HOSTILE,
                                "remedy",
                                HOSTILE))
                .tell(
                        3,
                        DeploymentJournal.PLAN,
                        Map.of("digest", HOSTILE, "previous", HOSTILE, "slot", "blue", "difference", List.of(HOSTILE)))
                .tell(
                        4,
                        DeploymentJournal.APPROVAL,
                        Map.of("who", HOSTILE, "at", 0, "reason", HOSTILE, "text", HOSTILE))
                .tell(5, DeploymentJournal.CONFIGURATION, Map.of("version", HOSTILE, "digest", HOSTILE))
                .tell(6, DeploymentJournal.SECRET, Map.of("name", HOSTILE, "version", HOSTILE))
                .end("FAILED", HOSTILE)
                .story(HOSTILE);

        String html = report(new RunReport.Run(HOSTILE, HOSTILE, 0, 1), Map.of(HOSTILE, load(1)), hostile);

        assertThat(html)
                .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&gt;&lt;img src=x")
                .doesNotContain("<script", "<img", "onerror=\"", "\u202E", "\u0007");
    }

    @Test
    void shouldStaySmallHoweverLongTheTextsAre() {
        String endless = "long ".repeat(100_000);
        Stories story = Stories.of("production", "v42");
        for (int i = 0; i < 5000; i++) {
            story.tell(
                    i,
                    DeploymentJournal.FINDING,
                    Map.of(
                            "check",
                            "http",
                            "severity",
                            "WARNING",
                            "subject",
                            "url " + i,
                            "expected",
                            "200",
                            "butWas",
                            "503",
                            "remedy",
                            "start it"));
        }
        Story told = story.end("FAILED", endless).story(endless);

        String html = report(RUN, Map.of("production", load(1)), told);

        assertThat(html).hasSizeLessThan(100_000).contains("more characters)", "And 4900 more.");
    }

    @Test
    void shouldShowOfASecretOnlyItsNameAndVersion() {
        Story story = Stories.of("production", "v42")
                .tell(1, DeploymentJournal.SECRET, Map.of("name", "db-password", "version", "s3", "value", "hunter2"))
                .tell(2, ProvisioningJournal.STAGING, Map.of("name", "db-password", "token", "hunter3"))
                .end("SUCCEEDED", "")
                .story("");

        assertThat(report(RUN, Map.of(), story)).contains("db-password", "s3").doesNotContain("hunter");
    }

    @Test
    void shouldNeedNothingButItself() {
        String html = report(RUN, Map.of("production", load(0)), Stories.succeeded("production"));

        assertThat(html).doesNotContain("http:", "https:", "<script", "<link", "@import", "url(");
    }

    @Test
    void shouldCloseEveryElement() throws Exception {
        String html = report(
                RUN,
                Map.of("production", load(2)),
                Stories.failing("production", "RESTORED", "FAILED", "NEEDS_A_PERSON"));

        String xml = html.replace("<!doctype html>", "").replaceAll("<meta([^>]*)>", "<meta$1/>");
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    private static String report(RunReport.Run run, Map<String, LoadResult> loads, Story... stories) {
        return new RunReport(run, List.of(stories), List.of(), loads).html();
    }

    static LoadResult load(int failures) {
        List<LoadResult.Point> points = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            points.add(new LoadResult.Point(
                    i * 100L, Map.of(i < 11 ? "v41" : "v42", 5), i >= 12 && i < 12 + failures ? 1 : 0));
        }
        LoadResult.Latency latency = new LoadResult.Latency(
                Duration.ofNanos(1_300_000), Duration.ofNanos(12_500_000), Duration.ofMillis(20));
        return new LoadResult(
                URI.create("http://127.0.0.1:1/"),
                Instant.ofEpochMilli(Stories.START),
                Duration.ofSeconds(2),
                100 + failures,
                100,
                failures,
                Map.of("v41", 55L, "v42", 45L),
                failures == 0 ? Map.of() : Map.of("503", (long) failures),
                latency,
                points);
    }
}
