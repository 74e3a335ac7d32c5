package io.jenkins.plugins.promotion.engine.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthDocumentTest {

    @Test
    void shouldReadADocumentWithServicesAndVersion() throws IOException {
        HealthDocument document = parse("""
                { "status": "Healthy", "timestamp": "2025-12-03T10:30:00Z",
                  "services": {
                    "database": { "status": "Degraded", "response_time_ms": 45 },
                    "mcp": { "status": "unhealthy", "response_time_ms": 120.5, "more": [1] },
                    "cache": { "status": "Healthy" } },
                  "version": "1.0.0", "unknown": {} }""");

        assertThat(document.status()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(document.version()).contains("1.0.0");
        assertThat(document.services().keySet()).containsExactly("database", "mcp", "cache");
        assertThat(document.services().get("database"))
                .isEqualTo(new HealthDocument.Service(HealthStatus.DEGRADED, Optional.of(Duration.ofMillis(45))));
        assertThat(document.services().get("mcp").responseTime()).contains(Duration.ofNanos(120_500_000));
        assertThat(document.servicesThatAre(HealthStatus.UNHEALTHY)).containsExactly("mcp");
    }

    @Test
    void shouldReadWhatSpringAnswers() throws IOException {
        HealthDocument document =
                parse("{\"status\":\"UP\",\"components\":{\"db\":{\"status\":\"DOWN\",\"details\":{}}}}");

        assertThat(document.status()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(document.servicesThatAre(HealthStatus.UNHEALTHY)).containsExactly("db");
        assertThat(document.version()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Healthy,HEALTHY",
        "HEALTHY,HEALTHY",
        "up,HEALTHY",
        "pass,HEALTHY",
        "degraded,DEGRADED",
        "DOWN,UNHEALTHY",
        "OUT_OF_SERVICE,UNHEALTHY",
        "UnHealthy,UNHEALTHY"
    })
    void shouldReadAStatusInAnyCaseAsFieldOrAsTheOnlyWord(String word, HealthStatus status) throws IOException {
        assertThat(parse("{\"status\":\"" + word + "\"}").status()).isEqualTo(status);
        assertThat(parse(word + "\n").status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "[]",
                "null",
                "{}",
                "{\"status\":1}",
                "{\"status\":\"Sleepy\"}",
                "{\"status\":\"UP\"",
                "\u0000"
            })
    void shouldRefuseWhatIsNoHealthDocument(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(IOException.class).hasMessageNotContaining("<html>");
    }

    @Test
    void shouldRefuseWhatIsTooLongOrTooDeep() {
        assertThatThrownBy(() -> parse("{\"status\":\"UP\",\"a\":\"" + "x".repeat(HealthDocument.MAX_BYTES) + "\"}"))
                .hasMessage("longer than 1 MiB");
        assertThatThrownBy(() -> parse("{\"status\":\"UP\",\"a\":" + "[".repeat(500) + "]".repeat(500) + "}"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void shouldTakeAServiceOfUnknownStatusAsUnhealthy() throws IOException {
        assertThat(parse("{\"status\":\"UP\",\"services\":{\"a\":{\"status\":\"?\"},\"b\":3}}")
                        .servicesThatAre(HealthStatus.UNHEALTHY))
                .containsExactly("a", "b");
    }

    @Property(tries = 300)
    void shouldNeverFailOtherThanWithAnIoException(@ForAll byte[] anything) {
        try {
            HealthDocument.parse(anything);
        } catch (IOException e) {
            assertThat(e).hasMessageNotContaining("\n");
        }
    }

    private static HealthDocument parse(String text) throws IOException {
        return HealthDocument.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldMakeNamesFitForALineAndHideNoneBehindAnother() throws Exception {
        HealthDocument document =
                HealthDocument.parse(("{\"status\":\"Healthy\",\"version\":\"v1\\u001b[2J\",\"services\":{"
                                + "\"a\\nb\":\"Unhealthy\",\"a?b\":\"Healthy\",\"" + "x".repeat(500)
                                + "\":\"Healthy\"}}")
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(document.version()).contains("v1?[2J");
        assertThat(document.services()).containsOnlyKeys("a?b", "x".repeat(200) + "…");
        assertThat(document.servicesThatAre(HealthStatus.UNHEALTHY)).containsExactly("a?b");
    }
}
