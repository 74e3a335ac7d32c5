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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
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
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private volatile int blueWeight = 100;
    private volatile String heldAt = "";
    private volatile boolean armed = true;
    private volatile String illAt = "";

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

    /**
     * Leaves a request without an answer until {@link #letGo}: {@code probe 80/20} is a look at green while that is the split,
     * {@code see 80/20} one at the public address, {@code read 80/20} a question about the split, {@code put 80/20} an order,
     * which is not obeyed before, {@code done 80/20} the answer to one that was; any other path is its own name.
     *
     * @param onceArmed whether requests before {@link #armCommand} pass
     */
    public void holdAt(String request, boolean onceArmed) {
        heldAt = request;
        armed = !onceArmed;
    }

    /** What {@code sh} calls when the requests of interest come next. */
    public String armCommand() {
        return "curl -sf " + address(balancer) + "/arm";
    }

    /** Whether the request came that is held. */
    public boolean isReached() {
        return reached.getCount() == 0;
    }

    /** Answers what was held, and holds nothing any more. */
    public void letGo() {
        letGo.countDown();
    }

    private void pass(String request) {
        if (armed && request.equals(heldAt)) {
            reached.countDown();
            try {
                letGo.await(10, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The address of a path that only answers. */
    public String address(String path) {
        return address(balancer) + "/" + path;
    }

    /** Makes green answer 503 as soon as that is the split. */
    public void fallIllAt(String split) {
        illAt = split;
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
        await(() -> splits.contains(split), () -> "split " + split + " in " + splits);
    }

    /** Waits until it holds; for five minutes at most, because the machine may be busy. */
    public static void await(Supplier<Boolean> condition, Object what) throws InterruptedException {
        await(condition, what::toString);
    }

    /** As {@link #await(Supplier, Object)}, with words that are found when it did not hold. */
    public static void await(Supplier<Boolean> condition, Supplier<String> what) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (!condition.get()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("expected " + what.get());
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
                    health: { path: /health, every: 100ms, healthyAfter: 1, unhealthyAfter: 2, timeout: 60s, startWithin: 120s }
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
        if (slot.equals("green")) {
            if (split().equals(illAt)) {
                breakSlot(slot);
            }
            pass("probe " + split());
        }
        look(exchange, slot);
    }

    private void look(HttpExchange exchange, String slot) throws IOException {
        String release = releases.get(slot);
        if (release == null) {
            answer(exchange, 503, "{\"status\":\"down\"}");
        } else {
            answer(exchange, 200, "{\"status\":\"ok\",\"version\":\"" + release + "\"}");
        }
    }

    private void balance(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(1);
        if (path.equals("split") && exchange.getRequestMethod().equals("PUT")) {
            take(exchange);
        } else if (path.equals("split")) {
            tell(exchange, "read " + split());
        } else if (path.equals("in-flight")) {
            answer(exchange, 200, "{\"blue\":0,\"green\":0}");
        } else if (path.equals("public/health")) {
            pass("see " + split());
            // Not by chance, so that every hundred requests are shared exactly.
            int turn = requests.getAndIncrement() * 37 % 100;
            look(exchange, turn < blueWeight ? "blue" : "green");
        } else if (path.startsWith("deploy/")) {
            String[] parts = path.split("/");
            pass("deploy");
            deploy(parts[1], parts[2]);
            answer(exchange, 200, "");
        } else {
            armed |= path.equals("arm");
            pass(path);
            answer(exchange, 200, "");
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        Matcher weights = WEIGHTS.matcher(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        if (weights.find()) {
            int blue = Integer.parseInt(weights.group(1));
            String wanted = blue + "/" + (100 - blue);
            head(exchange);
            pass("put " + wanted);
            blueWeight = blue;
            splits.add(wanted);
            tell(exchange, "done " + wanted);
        }
    }

    private void tell(HttpExchange exchange, String request) throws IOException {
        head(exchange);
        pass(request);
        String split = "{\"blue\":" + blueWeight + ",\"green\":" + (100 - blueWeight) + "}";
        exchange.getResponseBody().write(split.getBytes(UTF_8));
    }

    /** The head comes first: whoever waits for the body is not told that it takes too long. */
    private static void head(HttpExchange exchange) throws IOException {
        if (exchange.getResponseCode() < 0) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
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
        letGo();
        blue.stop(0);
        green.stop(0);
        balancer.stop(0);
    }
}
