package io.jenkins.plugins.promotion.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FaultTest {
    @Test
    void shouldKnowTheWeightsOfTheDemonstration() throws Exception {
        List<String> weights = Pattern.compile("\\{ weight: (\\d+),")
                .matcher(Files.readString(Path.of("../demo/promotion.yaml")))
                .results()
                .map(MatchResult::group)
                .map(match -> match.replaceAll("\\D", ""))
                .toList();

        assertThat(weights).hasSize(3);
        weights.forEach(weight ->
                assertThat(Fault.of("health@" + weight)).isEqualTo(new Fault("health", Integer.parseInt(weight))));
        assertThat(Fault.of("health@100")).isEqualTo(new Fault("health", 100));
    }

    @Test
    void shouldRefuseAWeightThatTheDemonstrationNeverReaches() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fault.of("health@7"))
                .withMessageContaining("WEIGHT is one of 5, 25, 50, 100");
    }
}
