package io.jenkins.plugins.promotion.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LoadGeneratorTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.stop(0);
        }
        threads.shutdownNow();
    }

    @Test
    void shouldCountEveryAnswerByVersion() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        URI url = serve(exchange -> answer(exchange, 200, requests.getAndIncrement() < 50 ? "v1" : "v2"));

        LoadResult result = send(new Load(url, 500, 4, Duration.ofMinutes(1)), 100);

        assertThat(result.sent()).isEqualTo(result.ok()).isEqualTo(requests.get());
        assertThat(result.failed()).isZero();
        assertThat(result.versions()).containsEntry("v1", 50L).containsEntry("v2", result.ok() - 50);
        assertThat(result.latency().median())
                .isPositive()
                .isLessThanOrEqualTo(result.latency().max());
    }

    @Test
    void shouldKeepItsRateAndTellItsCourse() throws Exception {
        URI url = serve(exchange -> answer(exchange, 200, "v1"));

        LoadResult result = send(new Load(url, 200, 4, Duration.ofMinutes(1)), 100);

        assertThat(result.took()).isGreaterThanOrEqualTo(Duration.ofMillis(480));
        assertThat(result.points()).hasSizeGreaterThanOrEqualTo(4);
        assertThat(result.points().stream()
                        .mapToInt(point -> point.ok().get("v1"))
                        .sum())
                .isEqualTo((int) result.ok());
        assertThat(result.points()).isSortedAccordingTo((a, b) -> Long.compare(a.atMillis(), b.atMillis()));
    }

    @Test
    void shouldCountAnythingElseAsFailed() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        URI url = serve(exchange -> {
            switch (requests.getAndIncrement() % 3) {
                case 0 -> answer(exchange, 503, "v1");
                case 1 -> throw new IOException("the server drops this connection");
                default -> answer(exchange, 200, "v1");
            }
        });

        LoadResult result = send(new Load(url, 300, 4, Duration.ofMinutes(1)), 90);

        assertThat(result.ok() + result.failed()).isEqualTo(result.sent()).isEqualTo(requests.get());
        assertThat(result.ok()).isEqualTo(requests.get() / 3);
        assertThat(result.failures()).containsKey("status 503").hasSize(2);
        assertThat(result.versions()).containsOnlyKeys("v1");
    }

    @Test
    void shouldCountARefusedConnectionAsFailed() throws Exception {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = closed.getLocalPort();
        }
        Load load = new Load(URI.create("http://127.0.0.1:" + nobody), 200, 4, Duration.ofMinutes(1));

        LoadResult result = send(load, 20);

        assertThat(result.failed()).isEqualTo(result.sent()).isGreaterThanOrEqualTo(20);
        assertThat(result.failures()).containsOnlyKeys("Connection refused");
    }

    @Test
    void shouldCountAnAnswerThatDoesNotComeAsFailed() throws Exception {
        // The system accepts the connections, but nobody ever answers; most requests do not even get one.
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Load load =
                    new Load(URI.create("http://127.0.0.1:" + silent.getLocalPort()), 200, 2, Duration.ofMillis(100));

            LoadResult result = send(load, 20);

            assertThat(result.failed()).isEqualTo(result.sent());
            assertThat(result.failures()).containsOnlyKeys("timeout");
        }
    }

    @Test
    void shouldShowAStallInTheLatencyAndNotInTheRate() throws Exception {
        CountDownLatch stall = new CountDownLatch(1);
        AtomicInteger requests = new AtomicInteger();
        URI url = serve(exchange -> {
            if (requests.getAndIncrement() == 10) {
                await(stall);
            }
            answer(exchange, 200, "v1");
        });
        LoadGenerator generator = LoadGenerator.start(new Load(url, 200, 1, Duration.ofMinutes(1)));

        while (generator.snapshot().ok() < 10) {
            Thread.sleep(5);
        }
        awaitSent(generator, (int) generator.snapshot().sent() + 60);
        assertThat(generator.snapshot().ok()).isEqualTo(10);
        stall.countDown();
        LoadResult result = generator.stop();

        assertThat(result.ok()).isEqualTo(result.sent());
        assertThat(result.latency().max()).isGreaterThan(Duration.ofMillis(200));
        assertThat(result.latency().median()).isGreaterThan(Duration.ofMillis(50));
    }

    @Test
    void shouldTellItsListenerOfEveryAnswer() throws Exception {
        URI url = serve(exchange -> answer(exchange, 200, "v1"));
        AtomicInteger heard = new AtomicInteger();

        LoadGenerator generator = LoadGenerator.start(Load.of(url, 200), response -> {
            assertThat(response.version()).isEqualTo("v1");
            assertThat(response.doneNanos()).isGreaterThan(response.dueNanos());
            heard.incrementAndGet();
        });
        awaitSent(generator, 20);

        assertThat(generator.stop().ok()).isEqualTo(heard.get());
    }

    @Test
    void shouldRefuseALoadThatMakesNoSense() {
        assertThatThrownBy(() -> Load.of(URI.create("https://127.0.0.1"), 1)).hasMessageContaining("https://127.0.0.1");
        assertThatThrownBy(() -> Load.of(URI.create("http://127.0.0.1"), 0)).hasMessageContaining("0 requests");
    }

    private static LoadResult send(Load load, int requests) throws Exception {
        LoadGenerator generator = LoadGenerator.start(load);
        awaitSent(generator, requests);
        return generator.stop();
    }

    private static void awaitSent(LoadGenerator generator, int requests) throws InterruptedException {
        while (generator.snapshot().sent() < requests) {
            Thread.sleep(5);
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private URI serve(HttpHandler handler) throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(threads);
        server.createContext("/", handler);
        server.start();
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private static void answer(HttpExchange exchange, int status, String version) throws IOException {
        exchange.getResponseHeaders().set("X-Version", version);
        exchange.sendResponseHeaders(status, 2);
        exchange.getResponseBody().write("ok".getBytes());
        exchange.close();
    }
}
