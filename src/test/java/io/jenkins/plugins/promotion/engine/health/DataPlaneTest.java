package io.jenkins.plugins.promotion.engine.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.RawServer;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class DataPlaneTest {

    @Test
    void shouldSeeOnlyTheNewReleaseAfterASwitch() throws Exception {
        try (RawServer server = RawServer.answering(200, "{\"status\":\"UP\",\"version\":\"v42\"}")) {
            Observation seen = dataPlane(server).observe(5);

            assertThat(seen.sawOnly("v42")).isTrue();
            assertThat(seen.sawOnly("v41")).isFalse();
            assertThat(seen.asked()).isEqualTo(5);
        }
    }

    @Test
    void shouldCountReleasesAndFailuresOverFreshConnections() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (RawServer server = new RawServer(socket -> {
            String answer =
                    switch (connections.getAndIncrement() % 4) {
                        case 0 -> RawServer.http(200, "", "{\"status\":\"UP\",\"version\":\"v41\"}");
                        case 1 -> RawServer.http(200, "", "{\"status\":\"UP\",\"version\":\"v42\"}");
                        case 2 -> RawServer.http(200, "", "{\"status\":\"UP\"}");
                        default -> RawServer.http(503, "", "{\"status\":\"UP\",\"version\":\"v42\"}");
                    };
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        })) {
            Observation seen = dataPlane(server).observe(8);

            assertThat(seen.versions()).isEqualTo(Map.of("v41", 2, "v42", 2));
            assertThat(seen.failures()).isEqualTo(Map.of("status 503", 2, "the answer tells no version", 2));
            assertThat(seen.saw("v42")).isTrue();
            assertThat(seen.sawOnly("v42")).isFalse();
            assertThat(seen)
                    .hasToString("v41 × 2, v42 × 2, failed × 2 (status 503), failed × 2 (the answer tells no version)");
        }
    }

    @Test
    void shouldNotCallItDoneWhenNobodyAnswers() throws Exception {
        try (RawServer server = RawServer.saying("")) {
            Observation seen = dataPlane(server).observe(3);

            assertThat(seen.versions()).isEmpty();
            assertThat(seen.sawOnly("v42")).isFalse();
            assertThat(seen.asked()).isEqualTo(3);
        }
    }

    @Test
    void shouldRefuseToAskNeverOrTooOften() {
        try (RawServer server = RawServer.silent()) {
            assertThatThrownBy(() -> dataPlane(server).observe(0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> dataPlane(server).observe(101)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static DataPlane dataPlane(RawServer server) {
        WebClient client = new WebClient(NetworkPolicy.open());
        return new DataPlane(HealthProbe.of(client, server.uri("/health"), Duration.ofSeconds(5)));
    }
}
