package io.jenkins.plugins.promotion;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.promotion.engine.config.Choice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An environment of real servers on this machine: two slots, and a balancer that shares requests between them. */
public final class TwoSlots implements AutoCloseable {
    private static final Pattern WEIGHTS = Pattern.compile("\"blue\":(\\d+),\"green\":(\\d+)");

    private final Map<String, String> releases = new ConcurrentHashMap<>();
    private final List<String> splits = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final HttpServer blue = serve("/health", exchange -> health(exchange, "blue"));
    private final HttpServer green = serve("/health", exchange -> health(exchange, "green"));
    private final HttpServer balancer = serve("/", this::balance);
    private volatile int blueWeight = 100;

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private static HttpServer serve(String path, Handler handler) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
            server.setExecutor(Executors.newCachedThreadPool());
            server.createContext(path, exchange -> {
                try (exchange) {
                    handler.handle(exchange);
                }
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Blue has all traffic and runs that release; green runs none. */
    public TwoSlots live(String release) {
        releases.put("blue", release);
        return this;
    }

    /** Puts a release into a slot, as a deployment does. */
    public void deploy(String slot, String release) {
        releases.put(slot, release);
    }

    /** Makes a slot answer 503 from now on. */
    public void breakSlot(String slot) {
        releases.remove(slot);
    }

    /** Every split that the balancer was told, in order: {@code 90/10} for blue and green. */
    public List<String> splits() {
        return List.copyOf(splits);
    }

    public String split() {
        return blueWeight + "/" + (100 - blueWeight);
    }

    /** Waits until the balancer has been told that split. */
    public void awaitSplit(String split) throws InterruptedException {
        await(() -> splits.contains(split), "split " + split + " in " + splits);
    }

    /** Waits until it holds; for two minutes at most. */
    public static void await(Supplier<Boolean> condition, Object what) throws InterruptedException {
        long end = System.nanoTime() + 120_000_000_000L;
        while (!condition.get()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("expected " + what);
            }
            Thread.sleep(20);
        }
    }

    /** A promotion file whose only environment is this one. */
    public String promotionFile(String more) {
        return """
                application: storefront
                environments:
                  production:
                    url: "%s/public"
                    slots: { blue: "%s", green: "%s" }
                    traffic: { embedded: { address: "%s" } }
                    health: { path: /health, every: 100ms, healthyAfter: 1, unhealthyAfter: 2, timeout: 5s, startWithin: 20s }
                """.formatted(address(balancer), address(blue), address(green), address(balancer)) + more.indent(4);
    }

    /** Its router, as that file chooses it. */
    public Choice traffic() {
        return new Choice("embedded", JsonNodeFactory.instance.objectNode().put("address", address(balancer)));
    }

    /** What {@code sh} calls to put a release into a slot. */
    public String deployCommand() {
        return "curl -sf -X POST " + address(balancer) + "/deploy/$PROMOTION_SLOT/$PROMOTION_RELEASE";
    }

    private static String address(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void health(HttpExchange exchange, String slot) throws IOException {
        String release = releases.get(slot);
        if (release == null) {
            answer(exchange, 503, "{\"status\":\"down\"}");
        } else {
            answer(exchange, 200, "{\"status\":\"ok\",\"version\":\"" + release + "\"}");
        }
    }

    private void balance(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/split") && exchange.getRequestMethod().equals("PUT")) {
            Matcher weights =
                    WEIGHTS.matcher(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            if (weights.find()) {
                blueWeight = Integer.parseInt(weights.group(1));
                splits.add(split());
            }
        }
        if (path.startsWith("/deploy/")) {
            String[] parts = path.split("/");
            deploy(parts[2], parts[3]);
            answer(exchange, 200, "");
        } else if (path.equals("/split")) {
            answer(exchange, 200, "{\"blue\":" + blueWeight + ",\"green\":" + (100 - blueWeight) + "}");
        } else if (path.equals("/in-flight")) {
            answer(exchange, 200, "{\"blue\":0,\"green\":0}");
        } else {
            // Not by chance, so that every hundred requests are shared exactly.
            int turn = requests.getAndIncrement() * 37 % 100;
            health(exchange, turn < blueWeight ? "blue" : "green");
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        blue.stop(0);
        green.stop(0);
        balancer.stop(0);
    }
}
