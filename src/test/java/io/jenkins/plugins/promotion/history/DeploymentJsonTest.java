package io.jenkins.plugins.promotion.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.PhaseRecord;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.rollback.Baseline;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeploymentJsonTest {
    private static final String ENDLESS = "x".repeat(100_000);

    private static DeploymentView deployment(Result result) {
        return DeploymentView.of(new DeploymentRecord(
                new Deployment(
                        "testing-20260101T120000-abcd", "storefront", "testing", "v2", "storefront#1", "alice", 1),
                result,
                ENDLESS,
                result.isEnd() ? 2 : 0,
                "v1",
                "green",
                "00112233",
                List.of(ENDLESS),
                Collections.nCopies(1000, new PhaseRecord("switch", 1, 0, false, ENDLESS)),
                List.of(),
                Map.of(),
                Map.of(),
                new Baseline(List.of()),
                new Baseline(List.of()),
                List.of(),
                Map.of("blue", 75, "green", 25)));
    }

    @Test
    void shouldStaySmallHoweverMuchADeploymentHasToSay() throws Exception {
        byte[] json = DeploymentJson.of(
                Collections.nCopies(100, deployment(Result.RUNNING)), Set.of(), Awaited.END_OF_DEPLOYMENT);
        assertThat(json.length).isLessThan(1_000_000);
        byte[] ended = DeploymentJson.of(List.of(deployment(Result.NEEDS_A_PERSON)), Set.of(), Awaited.NOTHING);
        assertThat(ended.length).isLessThan(2_000);
    }

    @Test
    void shouldHaveThePageDrawnAnewByAnEndOrAQuestionOnly() {
        String running = shape(Result.RUNNING, Set.of(), Awaited.END_OF_DEPLOYMENT);
        assertThat(shape(Result.RUNNING, Set.of(), Awaited.END_OF_DEPLOYMENT)).isEqualTo(running);
        assertThat(shape(Result.ROLLED_BACK, Set.of(), Awaited.END_OF_DEPLOYMENT))
                .isNotEqualTo(running);
        assertThat(shape(Result.RUNNING, Set.of("00112233"), Awaited.END_OF_DEPLOYMENT))
                .isNotEqualTo(running);
    }

    private static String shape(Result result, Set<String> gates, Awaited awaited) {
        return DeploymentJson.shape(List.of(deployment(result)), gates, awaited);
    }

    @Test
    void shouldHaveThePageDrawnAnewWhenItWaitsForSomethingElse() {
        assertThat(shape(Result.SUCCEEDED, Set.of(), Awaited.NEXT_DEPLOYMENT))
                .isNotEqualTo(shape(Result.SUCCEEDED, Set.of(), Awaited.NOTHING));
    }

    @Test
    void shouldAskOftenUntilTheDeploymentHasEndedAndNotAtAllAfterTheBuild() {
        DeploymentView running = deployment(Result.RUNNING);
        DeploymentView ended = deployment(Result.SUCCEEDED);
        assertThat(Awaited.of(List.of(running, ended), true).getIntervalMillis())
                .isEqualTo(2_000);
        assertThat(Awaited.of(List.of(ended), true).getIntervalMillis()).isEqualTo(15_000);
        assertThat(Awaited.of(List.of(), true).getIntervalMillis()).isEqualTo(15_000);
        assertThat(Awaited.of(List.of(running, ended), false).getIntervalMillis())
                .isZero();
    }

    @Test
    void shouldSayThatItWaitsForApproval() throws Exception {
        byte[] json =
                DeploymentJson.of(List.of(deployment(Result.RUNNING)), Set.of("00112233"), Awaited.END_OF_DEPLOYMENT);
        assertThat(new ObjectMapper().readTree(json).at("/said").textValue())
                .isEqualTo("v2 in testing: waiting for approval. blue 75 %, green 25 %");
    }

    @Test
    void shouldTellTheWeightsAsTheyWereSeenLast() throws Exception {
        JsonNode json = new ObjectMapper()
                .readTree(DeploymentJson.of(List.of(deployment(Result.ROLLED_BACK)), Set.of(), Awaited.NOTHING));
        JsonNode slots = json.at("/deployments/0/slots");
        assertThat(slots.at("/0/weight").intValue()).isEqualTo(75);
        assertThat(slots.at("/0/release").textValue()).isEqualTo("v1");
        assertThat(slots.at("/1/weight").intValue()).isEqualTo(25);
        assertThat(slots.at("/1/release").textValue()).isEqualTo("v2");
    }
}
