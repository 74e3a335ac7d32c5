package io.jenkins.plugins.promotion.cli.traffic;

import static io.jenkins.plugins.promotion.engine.traffic.Slot.BLUE;
import static io.jenkins.plugins.promotion.engine.traffic.Slot.GREEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every router keeps to, seen from both sides: what it says, and where requests really go. */
@Timeout(300)
abstract class TrafficRouterContract {
    private static final int SWITCHES = 50;

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private SlotServer blue;
    private SlotServer green;
    private TrafficRouter router;

    /** Starts the data plane with all traffic on blue. */
    abstract void start(URI blue, URI green) throws Exception;

    /** Stops what {@link #start} started. */
    abstract void stop() throws Exception;

    /** Where the data plane takes requests. */
    abstract URI url();

    abstract TrafficRouter router() throws Exception;

    /** A router of the same kind, at an address of 127.0.0.1. */
    abstract TrafficRouter routerAt(int port) throws Exception;

    @BeforeEach
    void startSlots() throws Exception {
        blue = new SlotServer(BLUE);
        green = new SlotServer(GREEN);
        start(blue.url(), green.url());
        router = router();
    }

    @AfterEach
    void stopSlots() throws Exception {
        stop();
        if (blue != null) {
            blue.close();
            green.close();
        }
    }

    @Test
    void shouldReadWhatIsLive() throws Exception {
        assertThat(router.read()).isEqualTo(TrafficSplit.allTo(BLUE));
    }

    @Test
    void shouldReadEverySplitThatWasApplied() throws Exception {
        for (int weight : List.of(5, 25, 50, 99, 100, 1, 0, 100, 33, 33, 0)) {
            TrafficSplit split = TrafficSplit.giving(GREEN, weight);

            router.apply(split);

            assertThat(router.read()).isEqualTo(split);
        }
    }

    @Test
    void shouldBeReadByAnotherProcessAfterACrash() throws Exception {
        router.apply(TrafficSplit.giving(GREEN, 25));

        assertThat(router().read()).isEqualTo(TrafficSplit.giving(GREEN, 25));
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 25, 50})
    void shouldHonourTheWeights(int weight) throws Exception {
        router.apply(TrafficSplit.giving(GREEN, weight));

        assertThat(count(200).get(GREEN)).isCloseTo(2 * weight, within(4));
    }

    @Test
    void shouldGiveNothingToASlotWithoutWeight() throws Exception {
        router.apply(TrafficSplit.giving(GREEN, 50));
        router.apply(TrafficSplit.allTo(GREEN));

        assertThat(count(100)).isEqualTo(Map.of(BLUE, 0, GREEN, 100));

        router.apply(TrafficSplit.giving(GREEN, 50));
        router.apply(TrafficSplit.allTo(BLUE));

        assertThat(count(100)).isEqualTo(Map.of(BLUE, 100, GREEN, 0));
    }

    @Test
    void shouldLeaveEverythingAsItIsWhenASplitIsAppliedAgain() throws Exception {
        TrafficSplit split = TrafficSplit.giving(GREEN, 25);
        router.apply(split);
        router.apply(split);

        assertThat(router.read()).isEqualTo(split);
        assertThat(count(100).get(GREEN)).isCloseTo(25, within(4));
    }

    @Test
    void shouldMoveTheNextRequestOfAConnectionThatIsKeptOpen() throws Exception {
        assertThat(get("/")).isEqualTo(BLUE);

        router.apply(TrafficSplit.allTo(GREEN));

        assertThat(get("/")).isEqualTo(GREEN);
    }

    @Test
    void shouldCountRequestsInFlightUntilTheirSlotHasFinishedThem() throws Exception {
        List<CompletableFuture<Slot>> held = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            held.add(client.sendAsync(request("/hold"), BodyHandlers.ofString()).thenApply(this::slot));
        }
        blue.awaitHeld(3);
        router.apply(TrafficSplit.giving(GREEN, 50));
        router.apply(TrafficSplit.allTo(GREEN));

        assertThat(router.inFlight(BLUE)).hasValue(3);
        assertThat(router.inFlight(GREEN)).hasValue(0);

        blue.release();
        for (CompletableFuture<Slot> request : held) {
            assertThat(request.get(60, TimeUnit.SECONDS)).isEqualTo(BLUE);
        }
        while (router.inFlight(BLUE).getAsInt() > 0) {
            Thread.onSpinWait(); // the balancer counts down a moment after the client has the last byte
        }
    }

    @Test
    void shouldCountRequestsThatACanarySentToASlot() throws Exception {
        router.apply(TrafficSplit.giving(GREEN, 50));
        List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            held.add(client.sendAsync(request("/hold"), BodyHandlers.ofString()));
        }
        blue.awaitHeld(2);
        green.awaitHeld(2);
        router.apply(TrafficSplit.allTo(BLUE));

        assertThat(router.inFlight(GREEN)).hasValue(2);

        blue.release();
        green.release();
        CompletableFuture.allOf(held.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    }

    @Test
    void shouldLoseNoRequestOverManySwitches() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        ExecutorService clients = Executors.newFixedThreadPool(4);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            running.add(clients.submit(() -> {
                while (!over.get()) {
                    get("/"); // throws unless a slot answered
                    answered.incrementAndGet();
                }
                return null;
            }));
        }
        try {
            for (int i = 0; i < SWITCHES; i++) {
                int before = answered.get();
                router.apply(TrafficSplit.giving(GREEN, new int[] {100, 50, 0, 5}[i % 4]));
                while (answered.get() < before + 10 && running.stream().noneMatch(Future::isDone)) {
                    Thread.onSpinWait();
                }
            }
        } finally {
            over.set(true);
            clients.shutdown();
        }
        for (Future<?> client : running) {
            client.get(60, TimeUnit.SECONDS);
        }
        assertThat(answered.get()).isGreaterThanOrEqualTo(SWITCHES * 10);
    }

    @Test
    void shouldSayThatNothingChangedWhenItCannotBeReached() throws Exception {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = closed.getLocalPort();
        }
        TrafficRouter unreachable = routerAt(nobody);

        RouterException failure =
                catchThrowableOfType(RouterException.class, () -> unreachable.apply(TrafficSplit.allTo(GREEN)));

        assertThat(failure.effect()).isEqualTo(RouterException.Effect.NONE);
        assertThat(failure).hasMessageContaining("expected").hasMessageMatching("(?s).*; .*(start|run) .*");
        assertThatThrownBy(unreachable::read).isInstanceOf(RouterException.class);
    }

    @Test
    void shouldSayThatTheEffectIsUnknownWhenNoAnswerComes() throws Exception {
        // The system accepts the connection, but nobody ever answers.
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            TrafficRouter stuck = routerAt(silent.getLocalPort());
            long start = System.nanoTime();

            RouterException failure =
                    catchThrowableOfType(RouterException.class, () -> stuck.apply(TrafficSplit.allTo(GREEN)));

            assertThat(failure.effect()).isEqualTo(RouterException.Effect.UNKNOWN);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
        }
    }

    @Test
    void shouldStopWaitingWhenInterrupted() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            TrafficRouter stuck = routerAt(silent.getLocalPort());
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> stuck.apply(TrafficSplit.allTo(GREEN))).isInstanceOf(InterruptedException.class);
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void shouldRefuseAnAnswerThatMakesNoSense() throws Exception {
        try (ServerSocket garbage = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            ExecutorService answering = Executors.newSingleThreadExecutor();
            answering.submit(() -> answerGarbage(garbage));
            TrafficRouter confused = routerAt(garbage.getLocalPort());

            assertThatThrownBy(confused::read).isInstanceOf(RouterException.class);
            assertThatThrownBy(() -> confused.apply(TrafficSplit.allTo(GREEN)))
                    .isInstanceOfSatisfying(RouterException.class, failure -> assertThat(failure.effect())
                            .isEqualTo(RouterException.Effect.UNKNOWN));
            answering.shutdownNow();
        }
    }

    private static Void answerGarbage(ServerSocket server) throws IOException {
        while (true) {
            try (var connection = server.accept()) {
                connection.getInputStream().read(new byte[1024]);
                connection.getOutputStream().write("blue is the new green\r\n\r\n".getBytes());
            }
        }
    }

    private Map<Slot, Integer> count(int requests) throws Exception {
        Map<Slot, Integer> counts = new EnumMap<>(Map.of(BLUE, 0, GREEN, 0));
        for (int i = 0; i < requests; i++) {
            counts.merge(get("/"), 1, Integer::sum);
        }
        return counts;
    }

    private Slot get(String path) throws IOException, InterruptedException {
        return slot(client.send(request(path), BodyHandlers.ofString()));
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(url().resolve(path))
                .timeout(Duration.ofSeconds(60))
                .build();
    }

    private Slot slot(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new AssertionError("lost: status " + response.statusCode() + " " + response.body());
        }
        return Slot.of(response.body());
    }
}
