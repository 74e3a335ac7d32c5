package io.jenkins.plugins.promotion.engine.preflight.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.config.PromotionFileLoader;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.Severity;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnsupportedCheckTest {
    @TempDir
    Path workspace;

    @Test
    void shouldTellWhatWouldBeLeftUndone() throws Exception {
        assertThat(run("{ migrations: { up: ./migrate }, notify: [email: { to: [alice] }], rollout: { soak: 1s } }"))
                .extracting(Finding::severity, Finding::subject)
                .containsExactly(
                        tuple(Severity.ERROR, "testing.migrations"), tuple(Severity.WARNING, "testing.notify"));
    }

    @Test
    void shouldNotLetACanaryPassWithoutItsAnalysis() throws Exception {
        assertThat(run("{ rollout: { analysis: [prometheus: { query: up, min: 1 }] } }"))
                .singleElement()
                .matches(Finding::isError)
                .asString()
                .startsWith("testing.rollout.analysis: expected what this version carries out");
    }

    @Test
    void shouldSayNothingOfEmptyLists() throws Exception {
        assertThat(run("{ toggles: [], notify: [] }")).isEmpty();
    }

    private List<Finding> run(String settings) throws Exception {
        String file = """
                application: storefront
                defaults:
                  url: http://127.0.0.1:1
                  slots: { blue: "http://127.0.0.1:2", green: "http://127.0.0.1:3" }
                  traffic: { embedded: { address: "http://127.0.0.1:4" } }
                environments:
                  testing: SETTINGS
                """.replace("SETTINGS", settings);
        Environment environment = PromotionFileLoader.load("promotion.yaml", file.getBytes(UTF_8), Map.of())
                .environments()
                .get(0);
        Check check = new UnsupportedCheck(environment);
        return check.run();
    }
}
