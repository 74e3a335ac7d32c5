package io.jenkins.plugins.promotion.cli.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What stands in a slot, without a process of its own: it is the release that a file names, so that deploying is writing that
 * file. A file {@code faults/RELEASE} makes that release ill: {@code health}, or {@code errors}.
 */
final class SlotApplication implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final Path release;
    private final Path faults;

    SlotApplication(Path release, Path faults) throws IOException {
        this.release = release;
        this.faults = faults;
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 1024);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String version = read(release);
        String fault = read(faults.resolve(version.isEmpty() ? "none" : version));
        boolean health = exchange.getRequestURI().getPath().equals("/health");
        if (version.isEmpty() || health && fault.equals("health")) {
            send(exchange, 503, "{\"status\":\"unhealthy\",\"version\":\"" + version + "\"}");
        } else if (health) {
            send(exchange, 200, "{\"status\":\"healthy\",\"version\":\"" + version + "\"}");
        } else if (fault.equals("errors")) {
            send(exchange, 500, "out of order");
        } else {
            exchange.getResponseHeaders().set("X-Version", version);
            send(exchange, 200, "shop " + version);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file).strip() : "";
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
