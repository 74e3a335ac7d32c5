package io.jenkins.plugins.promotion;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/** Many environments behind one small server: v1 is live in blue, v2 stands ready in green, and a router takes every order. */
public final class ManyEnvironments implements AutoCloseable {
    private static final int THREADS = 4;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final AtomicIntegerArray green;
    private final AtomicIntegerArray looks;
    /** Nanoseconds that the router took for its answers, all in all. */
    private final AtomicLong routerNanos = new AtomicLong();

    private final HttpServer server;

    public ManyEnvironments(int count) throws IOException {
        green = new AtomicIntegerArray(count);
        looks = new AtomicIntegerArray(count);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /** The promotion file of the environment with that number; patient, because the machine may be busy with all the others. */
    public String file(int number, String rollout) {
        String at = "http://127.0.0.1:" + server.getAddress().getPort() + "/" + number;
        return """
                application: application-%1$s
                environments:
                  production:
                    url: "%2$s/public"
                    slots: { blue: "%2$s/blue", green: "%2$s/green" }
                    traffic: { embedded: { address: "%2$s" } }
                    health: { path: /health, every: 2s, healthyAfter: 1, unhealthyAfter: 10, timeout: 60s }
                    rollout: %3$s
                """.formatted(number, at, rollout);
    }

    /** Waits until that many have all their traffic on green, and were looked at that often since. */
    public void awaitSwitched(int count, int looksSince) throws InterruptedException {
        TwoSlots.await(() -> switched(looksSince) >= count, () -> "%d switched and looked at %d times, not %s"
                .formatted(count, looksSince, standing()));
    }

    private long switched(int looksSince) {
        long switched = 0;
        for (int i = 0; i < green.length(); i++) {
            if (green.get(i) == 100 && looks.get(i) >= looksSince) {
                switched++;
            }
        }
        return switched;
    }

    /** How many environments stand how. */
    private Map<String, Integer> standing() {
        Map<String, Integer> standing = new TreeMap<>();
        for (int i = 0; i < green.length(); i++) {
            standing.merge("green at %d %%, %d looks".formatted(green.get(i), looks.get(i)), 1, Integer::sum);
        }
        return standing;
    }

    /** Blue has all traffic again, as if nothing had happened. */
    public void reset(int number) {
        green.set(number, 0);
        looks.set(number, 0);
        routerNanos.set(0);
    }

    public long routerNanos() {
        return routerNanos.get();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            long start = System.nanoTime();
            List<String> path =
                    new ArrayList<>(List.of(exchange.getRequestURI().getPath().split("/")));
            int number = Integer.parseInt(path.get(1));
            switch (path.get(2)) {
                case "split" -> {
                    String order = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                    if (!order.isEmpty()) {
                        green.set(number, Integer.parseInt(order.replaceAll(".*\"green\":(\\d+).*", "$1")));
                    }
                    answer(exchange, weights(number));
                    routerNanos.addAndGet(System.nanoTime() - start);
                }
                case "in-flight" -> answer(exchange, "{\"blue\":0,\"green\":0}");
                case "blue" -> answer(exchange, health("v1"));
                case "green" -> {
                    if (green.get(number) == 100) {
                        looks.incrementAndGet(number);
                    }
                    answer(exchange, health("v2"));
                }
                default -> answer(exchange, health(green.get(number) == 100 ? "v2" : "v1"));
            }
        }
    }

    private String weights(int number) {
        return "{\"blue\":" + (100 - green.get(number)) + ",\"green\":" + green.get(number) + "}";
    }

    private static String health(String version) {
        return "{\"status\":\"ok\",\"version\":\"" + version + "\"}";
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length());
        exchange.getResponseBody().write(body.getBytes(UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
