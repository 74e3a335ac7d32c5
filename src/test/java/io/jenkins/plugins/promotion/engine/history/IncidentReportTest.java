package io.jenkins.plugins.promotion.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.rollback.Baseline;
import io.jenkins.plugins.promotion.engine.rollback.Restoration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IncidentReportTest {

    @Test
    void shouldSayWhatIsLeftToDoByHand() {
        String report = IncidentReport.of(record(Result.NEEDS_A_PERSON, "the slot fell ill"));

        assertThat(report)
                .startsWith("# storefront v42 in production: needs a person")
                .contains("- traffic: **restored**, blue 100, green 0")
                .contains("- bring configuration back by hand: stands at v2")
                .doesNotContain("- bring traffic back by hand")
                .contains("- find out why: the slot fell ill");
    }

    @Test
    void shouldAskForNobodyWhenEverythingIsBack() {
        String report = IncidentReport.of(record(Result.ROLLED_BACK, "the slot fell ill"));

        assertThat(report)
                .startsWith("# storefront v42 in production: rolled back")
                .doesNotContain("by hand");
    }

    @Test
    void shouldShowWhatOthersWroteAsTextInItsPlace() {
        String report = IncidentReport.of(record(Result.ROLLED_BACK, "<script>alert(1)</script> | a\nb"));

        assertThat(report)
                .doesNotContain("<script>")
                .contains("| cause | &lt;script>alert(1)&lt;/script> \\| a<br>b |")
                .contains("- find out why: &lt;script>alert(1)&lt;/script> | a<br>b");
    }

    private static DeploymentRecord record(Result result, String cause) {
        return new DeploymentRecord(
                new Deployment("production-1", "storefront", "production", "v42", "shop#7", "alice", 1_000),
                result,
                cause,
                5_000,
                "v41",
                "green",
                "",
                List.of(),
                List.of(new PhaseRecord("switch", 2_000, 3_000, false, "fell ill")),
                List.of(Finding.warning("certificate", "shop.example.com", "21 days", "10 days", "renew it")),
                Map.of(),
                Map.of(),
                new Baseline(List.of()),
                new Baseline(List.of()),
                List.of(
                        new Restoration("traffic", Restoration.Result.RESTORED, "blue 100, green 0"),
                        new Restoration("configuration", Restoration.Result.FAILED, "stands at v2")),
                Map.of("blue", 100, "green", 0));
    }
}
