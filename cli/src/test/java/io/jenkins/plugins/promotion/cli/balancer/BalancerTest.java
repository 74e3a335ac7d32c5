package io.jenkins.plugins.promotion.cli.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class BalancerTest {
    private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);
    private static final URI NOBODY = URI.create("http://127.0.0.1:1");

    private final HttpClient client = HttpClient.newHttpClient();
    private Balancer balancer;

    @AfterEach
    void close() {
        balancer.close();
    }

    @Test
    void shouldServeEachFrontEndOnAnAddressOfItsOwn() throws Exception {
        HttpServer slot = HttpServer.create(ANY, 0);
        slot.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        slot.start();
        URI url = URI.create("http://127.0.0.1:" + slot.getAddress().getPort());
        Map<FrontEnd, InetSocketAddress> frontEnds = new LinkedHashMap<>();
        frontEnds.put(new FrontEnd("testing", NOBODY, url, Slot.GREEN), ANY);
        frontEnds.put(new FrontEnd("production", NOBODY, url, Slot.BLUE), ANY);
        balancer = new Balancer(frontEnds, ANY);

        assertThat(get(balancer.url("testing")).statusCode()).isEqualTo(204);
        assertThat(get(balancer.url("production")).statusCode()).isEqualTo(503);
        assertThat(get(URI.create(balancer.admin("testing") + "/split")).body())
                .isEqualTo("{\"blue\":0,\"green\":100}");
        assertThat(get(URI.create(balancer.admin("production") + "/split")).body())
                .isEqualTo("{\"blue\":100,\"green\":0}");
        slot.stop(0);
    }

    @Test
    void shouldNeverSendARequestTwice() throws Exception {
        AtomicInteger arrived = new AtomicInteger();
        try (ServerSocket slot = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            CompletableFuture.runAsync(() -> dropEverything(slot, arrived));
            URI url = URI.create("http://127.0.0.1:" + slot.getLocalPort());
            balancer = new Balancer(Map.of(new FrontEnd("production", url, NOBODY, Slot.BLUE), ANY), ANY);

            assertThat(get(balancer.url("production")).statusCode()).isEqualTo(503);
            assertThat(arrived).hasValue(1);
        }
    }

    private static void dropEverything(ServerSocket slot, AtomicInteger arrived) {
        while (true) {
            try (Socket connection = slot.accept()) {
                if (connection.getInputStream().read(new byte[1024]) > 0) {
                    arrived.incrementAndGet();
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"blue\":50,\"green\":51}",
                "{\"blue\":-1,\"green\":101}",
                "{\"blue\":50}",
                "{\"blue\":\"50\",\"green\":50}",
                "{\"blue\":50.5,\"green\":49.5}",
                "[]",
                "blue",
                ""
            })
    void shouldRefuseWhatIsNoSplitAndChangeNothing(String body) throws Exception {
        balancer = new Balancer(Map.of(new FrontEnd("production", NOBODY, NOBODY, Slot.GREEN), ANY), ANY);
        URI split = URI.create(balancer.admin("production") + "/split");

        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(split).PUT(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(get(split).body()).isEqualTo("{\"blue\":0,\"green\":100}");
    }

    private HttpResponse<String> get(URI url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    }
}
