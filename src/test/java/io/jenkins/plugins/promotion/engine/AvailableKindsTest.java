package io.jenkins.plugins.promotion.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.finding.Severity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AvailableKindsTest {
    private static final String FILE = """
            application: shop
            defaults:
              notify: [{ slack: { credential: hook } }]
            environments:
              testing:
                url: "http://127.0.0.1:1"
                slots: { blue: "http://127.0.0.1:2", green: "http://127.0.0.1:3" }
                config: { files: [base.yaml], publish: %s }
                secrets: [{ name: token, store: %s }]
                traffic: %s
              staging:
                url: "http://127.0.0.1:1"
                slots: { blue: "http://127.0.0.1:2", green: "http://127.0.0.1:3" }
                traffic: { script: { read: "true", apply: "true" } }
                rollout: { analysis: %s }
            """;

    private static List<Finding> unavailable(Object... choices) throws PromotionException {
        return Promotion.unavailable("promotion.yaml", FILE.formatted(choices).getBytes(UTF_8), Map.of());
    }

    @Test
    void shouldWarnOfEveryKindThatNobodyCarriesOutAtItsPlace() throws Exception {
        List<Finding> findings = unavailable(
                "{ s3: { bucket: b, key: k } }",
                "{ vault: { path: p, key: k } }",
                "{ kubernetes: { service: shop, namespace: prod } }",
                "[{ prometheus: { query: q, max: 1 } }]");

        assertThat(findings).extracting(Finding::severity).containsOnly(Severity.WARNING);
        assertThat(findings)
                .extracting(Finding::subject)
                .containsExactly(
                        "promotion.yaml:3:3: environments.testing.notify",
                        "promotion.yaml:8:46: environments.testing.config.publish.s3",
                        "promotion.yaml:9:39: environments.testing.secrets[0].store.vault",
                        "promotion.yaml:10:16: environments.testing.traffic.kubernetes",
                        "promotion.yaml:15:16: environments.staging.rollout.analysis");
        assertThat(findings.get(3).expected()).endsWith("embedded, haproxy, script");
    }

    @Test
    void shouldWarnOfNothingElse() throws Exception {
        assertThat(unavailable(
                        "{ file: { path: p } }",
                        "{ file: { path: p, keyFile: k } }",
                        "{ script: { read: \"true\", apply: \"true\" } }",
                        "[]"))
                .extracting(Finding::subject)
                .containsExactly("promotion.yaml:3:3: environments.testing.notify");
    }

    @Test
    void shouldTellErrorsFirst() {
        assertThatThrownBy(() -> unavailable("{}", "{}", "{}", "{}"))
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining("promotion.yaml:8");
    }
}
