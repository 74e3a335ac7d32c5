package io.jenkins.plugins.promotion.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.promotion.cli.load.LoadResult;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChartTest {
    @Test
    void shouldDrawToScale() {
        TimeScale scale = TimeScale.of(1000, 3000, 100, 400, List.of());

        assertThat(scale.x(1000)).isEqualTo(100);
        assertThat(scale.x(1500)).isEqualTo(200);
        assertThat(scale.x(3000)).isEqualTo(500);
        assertThat(scale.x(0)).isEqualTo(100);
        assertThat(scale.x(9999)).isEqualTo(500);
        assertThat(scale.ticks())
                .containsExactly(1000L, 1200L, 1400L, 1600L, 1800L, 2000L, 2200L, 2400L, 2600L, 2800L, 3000L);
    }

    @Test
    void shouldCutALongWaitShort() {
        long hour = 3_600_000;
        TimeScale scale =
                TimeScale.of(0, 2 * hour + 20_000, 0, 236, List.of(new TimeScale.Span(10_000, 10_000 + 2 * hour)));

        assertThat(scale.cuts()).hasSize(1);
        assertThat(scale.x(10_000)).isCloseTo(100, within(0.001));
        assertThat(scale.x(10_000 + 2 * hour)).isCloseTo(136, within(0.001));
        assertThat(scale.x(20_000 + 2 * hour)).isCloseTo(236, within(0.001));
        assertThat(scale.ticks()).isNotEmpty().allMatch(tick -> tick <= 10_000 || tick >= 10_000 + 2 * hour);
        assertThat(scale.ticks()).anyMatch(tick -> tick >= 10_000 + 2 * hour);
    }

    @Test
    void shouldNotCutAShortWait() {
        assertThat(TimeScale.of(0, 20_000, 0, 200, List.of(new TimeScale.Span(5_000, 9_000)))
                        .cuts())
                .isEmpty();
    }

    @Test
    void shouldDrawADeploymentThatTookNoTime() {
        TimeScale scale = TimeScale.of(1000, 1000, 100, 400, List.of());

        assertThat(scale.x(1000)).isEqualTo(100);
        assertThat(scale.ticks()).containsExactly(1000L);
        assertThat(drawn(Stories.of("production", "v42").story(""), Optional.empty()))
                .contains("<svg")
                .doesNotContain("NaN", "Infinity");
    }

    @Test
    void shouldFindTheWaitsBetweenThePhases() {
        Story story = Stories.of("production", "v42")
                .phase("preflight", 0, 100)
                .phase("approval", 8000, 8010)
                .phase("baseline", 8010, 8050)
                .story("");

        assertThat(DeploymentChart.idle(story.record().phases()))
                .containsExactly(new TimeScale.Span(Stories.START + 100, Stories.START + 8000));
    }

    @Test
    void shouldShareTheTrafficAsTheBaselineAndTheRouterSaid() {
        assertThat(WeightsChart.steps(Stories.failing("production", "RESTORED", "UNCHANGED", "ROLLED_BACK")))
                .containsExactly(
                        new WeightsChart.Step(Stories.START, 100),
                        new WeightsChart.Step(Stories.START + 1100, 0),
                        new WeightsChart.Step(Stories.START + 1510, 100),
                        new WeightsChart.Step(Stories.START + 1700, 100));
    }

    @Test
    void shouldDrawNoTrafficThatNobodySaw() {
        assertThat(drawn(
                        Stories.of("production", "v42").phase("preflight", 0, 5).story(""), Optional.empty()))
                .doesNotContain("slot-blue");
    }

    @Test
    void shouldSayThatNoRequestWasAnswered() {
        assertThat(drawn(Stories.succeeded("production"), Optional.of(load())))
                .contains("no request was answered here")
                .doesNotContain("NaN");
    }

    @Test
    void shouldDrawASinglePoint() {
        LoadResult one = load(new LoadResult.Point(500, Map.of("v41", 1), 0));

        assertThat(RequestsChart.bins(one, Stories.START, Stories.START + 2000, 200))
                .containsExactly(new RequestsChart.Bin(Stories.START + 400, Map.of("v41", 1), 0));
        assertThat(drawn(Stories.succeeded("production"), Optional.of(one))).doesNotContain("NaN", "class=\"lost\"");
    }

    @Test
    void shouldCountEveryRequestOfItsTimeOnce() {
        LoadResult load = load(
                new LoadResult.Point(0, Map.of("v41", 4), 0),
                new LoadResult.Point(100, Map.of("v41", 2, "v42", 1), 1),
                new LoadResult.Point(200, Map.of("v42", 3), 2),
                new LoadResult.Point(900, Map.of("v42", 9), 0));

        assertThat(RequestsChart.bins(load, Stories.START, Stories.START + 300, 200))
                .containsExactly(
                        new RequestsChart.Bin(Stories.START, Map.of("v41", 6, "v42", 1), 1),
                        new RequestsChart.Bin(Stories.START + 200, Map.of("v42", 3), 2));
    }

    @Test
    void shouldMarkWhereRequestsWereLost() {
        LoadResult load = load(new LoadResult.Point(0, Map.of(), 3));

        assertThat(drawn(Stories.succeeded("production"), Optional.of(load)))
                .contains("<rect class=\"lost\"", "<path class=\"lost\"");
    }

    private static String drawn(Story story, Optional<LoadResult> load) {
        Html html = new Html();
        new DeploymentChart(story, load).write(html);
        return html.toString();
    }

    private static LoadResult load(LoadResult.Point... points) {
        return new LoadResult(
                URI.create("http://127.0.0.1:1/"),
                Instant.ofEpochMilli(Stories.START),
                Duration.ofSeconds(1),
                0,
                0,
                0,
                Map.of(),
                Map.of(),
                new LoadResult.Latency(Duration.ZERO, Duration.ZERO, Duration.ZERO),
                List.of(points));
    }
}
