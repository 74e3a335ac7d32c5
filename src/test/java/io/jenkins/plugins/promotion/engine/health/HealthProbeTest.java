package io.jenkins.plugins.promotion.engine.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.RawServer;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class HealthProbeTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final String WELL = "{\"status\":\"Healthy\",\"version\":\"v42\"}";

    private final WebClient client = new WebClient(NetworkPolicy.open());

    @Test
    void shouldFindTheExpectedReleaseHealthy() throws Exception {
        try (RawServer server = RawServer.answering(200, WELL)) {
            ProbeResult result = probe(server).expecting("v42").probe();

            assertThat(result.healthy()).isTrue();
            assertThat(result.version()).contains("v42");
            assertThat(result.reason()).isEmpty();
            assertThat(result.latency()).isPositive();
            assertThat(result.toString()).startsWith("healthy, version v42, ");
        }
    }

    @Test
    void shouldNotTakeAnotherReleaseForTheExpectedOne() throws Exception {
        try (RawServer server = RawServer.answering(200, WELL)) {
            ProbeResult result = probe(server).expecting("v43").probe();

            assertThat(result.healthy()).isFalse();
            assertThat(result.version()).contains("v42");
            assertThat(result.reason()).isEqualTo("version v42 answers instead of v43");
        }
    }

    @Test
    void shouldNotTakeAReleaseThatTellsNoVersionForTheExpectedOne() throws Exception {
        try (RawServer server = RawServer.answering(200, "Healthy")) {
            assertThat(probe(server).probe().healthy()).isTrue();
            assertThat(probe(server).expecting("v43").probe().reason())
                    .isEqualTo("version v43 was expected, but the answer tells none");
        }
    }

    @Test
    void shouldNameTheServiceThatIsUnhealthyEvenIfTheWholeSaysItIsWell() throws Exception {
        String body = "{\"status\":\"Healthy\",\"services\":{\"database\":{\"status\":\"Unhealthy\"}}}";
        try (RawServer server = RawServer.answering(200, body)) {
            ProbeResult result = probe(server).probe();

            assertThat(result.healthy()).isFalse();
            assertThat(result.reason()).isEqualTo("service database Unhealthy");
            assertThat(result.remedy()).contains("database");
        }
    }

    @Test
    void shouldNameStatusAndServiceTogether() throws Exception {
        String body = "{\"status\":\"DOWN\",\"components\":{\"db\":{\"status\":\"DOWN\"}}}";
        try (RawServer server = RawServer.answering(503, body)) {
            assertThat(probe(server).probe().reason()).isEqualTo("status 503, service db Unhealthy");
        }
    }

    @Test
    void shouldFindAnAnswerOtherThan200UnhealthyWhateverItsDocumentSays() throws Exception {
        try (RawServer server = RawServer.answering(500, WELL)) {
            assertThat(probe(server).probe().reason()).isEqualTo("status 500");
        }
    }

    @Test
    void shouldNameAFewOfManyServices() throws Exception {
        String services = IntStream.range(0, 500)
                .mapToObj(i -> "\"s" + i + "\":\"Unhealthy\"")
                .collect(Collectors.joining(","));
        try (RawServer server =
                RawServer.answering(503, "{\"status\":\"Unhealthy\",\"services\":{" + services + "}}")) {
            ProbeResult result = probe(server).probe();

            assertThat(result.reason())
                    .startsWith("status 503, service s0 Unhealthy, service s1 Unhealthy")
                    .endsWith("service s9 Unhealthy, 490 more services");
            assertThat(result.remedy()).startsWith("look after s0, s1").contains("s9 and 490 more");
        }
    }

    @Test
    void shouldTellButTolerateADegradedService() throws Exception {
        String body = "{\"status\":\"Degraded\",\"services\":{\"cache\":{\"status\":\"Degraded\"}}}";
        try (RawServer server = RawServer.answering(200, body)) {
            ProbeResult result = probe(server).probe();

            assertThat(result.healthy()).isTrue();
            assertThat(result.reason()).isEqualTo("degraded: cache");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>Welcome</html>", "{", "", "{\"status\":\"so so\"}"})
    void shouldSayThatAnAnswerIsNoHealthDocument(String body) throws Exception {
        try (RawServer server = RawServer.answering(200, body)) {
            assertThat(probe(server).probe().reason()).startsWith("the answer is no health document: ");
        }
    }

    @Test
    void shouldNotReadADocumentThatNeverEnds() throws Exception {
        byte[] spaces = " ".repeat(8192).getBytes();
        try (RawServer server = new RawServer(socket -> {
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n{".getBytes());
            while (true) {
                socket.getOutputStream().write(spaces);
            }
        })) {
            assertThat(probe(server).probe().reason()).isEqualTo("the answer is no health document: longer than 1 MiB");
        }
    }

    @Test
    void shouldSayThatARedirectIsNotFollowed() throws Exception {
        try (RawServer server = RawServer.saying(RawServer.http(302, "Location: https://login.example.com/\r\n", ""))) {
            assertThat(probe(server).probe().reason()).isEqualTo("status 302, a redirect that is not followed");
        }
    }

    @Test
    void shouldSayThatTheConnectionWasRefused() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = unused.getLocalPort();
        }
        ProbeResult result = HealthProbe.of(client, URI.create("http://127.0.0.1:" + port + "/health"), LONG)
                .probe();

        assertThat(result.healthy()).isFalse();
        assertThat(result.reason()).isEqualTo("connection refused");
        assertThat(result.remedy()).isEqualTo("is it started? is the port right?");
        assertThat(result.document()).isEmpty();
    }

    @Test
    void shouldSayThatThereWasNoAnswerInTime() throws Exception {
        try (RawServer server = RawServer.silent()) {
            ProbeResult result = HealthProbe.of(client, server.uri("/health"), Duration.ofMillis(200))
                    .probe();

            assertThat(result.reason()).isEqualTo("no answer within 200 ms");
            assertThat(result.latency()).isBetween(Duration.ofMillis(190), Duration.ofSeconds(5));
        }
    }

    @Test
    void shouldSayThatThePolicyRefuses() throws Exception {
        URI metadata = URI.create("http://169.254.169.254/latest/meta-data");

        assertThat(HealthProbe.of(client, metadata, LONG).probe().reason())
                .contains("metadata address 169.254.169.254");
    }

    @Test
    void shouldNeverCompleteAFutureExceptionally() throws Exception {
        try (RawServer garbage = RawServer.saying("\u0000\u0001\u0002")) {
            ProbeResult result = probe(garbage).probeAsync().get();

            assertThat(result.healthy()).isFalse();
            assertThat(result.reason()).isNotEmpty();
        }
    }

    @Test
    void shouldCloseTheConnectionOfACancelledProbe() throws Exception {
        try (RawServer server = RawServer.silent()) {
            CompletableFuture<ProbeResult> result = probe(server).probeAsync();
            while (server.requests().isEmpty()) {
                Thread.onSpinWait();
            }
            result.cancel(true);

            assertThat(server.sawAnEnd()).isTrue();
        }
    }

    @Test
    void shouldJoinBaseAndPathWhateverTheirSlashes() {
        for (String base : new String[] {"http://a.example.com", "http://a.example.com/"}) {
            assertThat(HealthProbe.address(URI.create(base), "/health")).hasToString("http://a.example.com/health");
            assertThat(HealthProbe.address(URI.create(base), "health")).hasToString("http://a.example.com/health");
        }
        assertThat(HealthProbe.address(URI.create("http://a/shop/"), "/health")).hasToString("http://a/shop/health");
    }

    private HealthProbe probe(RawServer server) {
        return HealthProbe.of(client, server.uri("/health"), LONG);
    }
}
