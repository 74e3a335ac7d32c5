package io.jenkins.plugins.promotion.engine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Two slots that answer for their health over HTTP, and a router with a public address that shares the traffic between them. */
public final class FakeSlots implements TrafficRouter {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<Slot, HttpServer> servers = new EnumMap<>(Slot.class);
    private final HttpServer front;
    private final Map<Slot, String> releases = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();

    public volatile TrafficSplit split = TrafficSplit.allTo(Slot.BLUE);
    public volatile boolean answers = true;
    public final List<TrafficSplit> applied = new ArrayList<>();

    public FakeSlots() throws IOException {
        for (Slot slot : Slot.values()) {
            servers.put(slot, serve(exchange -> answer(exchange, slot)));
        }
        front = serve(exchange -> answer(exchange, next()));
    }

    private HttpServer serve(HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health", handler);
        server.setExecutor(threads);
        server.start();
        return server;
    }

    private Slot next() {
        return requests.getAndIncrement() * 37 % 100 < split.blue() ? Slot.BLUE : Slot.GREEN;
    }

    private void answer(HttpExchange exchange, Slot slot) throws IOException {
        String release = releases.get(slot);
        byte[] body = ("{\"status\":\"" + (release == null ? "DOWN" : "UP") + "\""
                        + (release == null ? "" : ",\"version\":\"" + release + "\"") + "}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(release == null ? 503 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** @param release null for none, which is not healthy */
    public void run(Slot slot, String release) {
        if (release == null) {
            releases.remove(slot);
        } else {
            releases.put(slot, release);
        }
    }

    public URI address(Slot slot) {
        return address(servers.get(slot));
    }

    public URI front() {
        return address(front);
    }

    /** How many requests the public address has answered. */
    public int answered() {
        return requests.get();
    }

    private static URI address(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public TrafficSplit read() throws RouterException {
        requireAnswer();
        return split;
    }

    @Override
    public void apply(TrafficSplit wanted) throws RouterException {
        requireAnswer();
        split = wanted;
        applied.add(wanted);
    }

    private void requireAnswer() throws RouterException {
        if (!answers) {
            throw new RouterException(RouterException.Effect.NONE, "the router does not answer");
        }
    }

    @Override
    public OptionalInt inFlight(Slot slot) {
        return OptionalInt.of(0);
    }

    @Override
    public String describe() {
        return "the test's router";
    }

    /** The router is opened and closed all the time; the servers stay until the test ends. */
    public void stop() {
        servers.values().forEach(server -> server.stop(0));
        front.stop(0);
        threads.shutdownNow();
    }
}
