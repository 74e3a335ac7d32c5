package io.jenkins.plugins.promotion.cli.bench;

import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.Closeable;
import java.net.InetSocketAddress;
import java.net.URI;

/** A slot that costs next to nothing: it says its version, and whether it is healthy. */
final class BenchSlot implements Closeable {
    private static final HttpString VERSION = HttpString.tryFromString("X-Version");

    private final String version;
    private final Undertow server;
    private volatile boolean healthy = true;
    private volatile long firstBadNanos;

    BenchSlot(Slot slot) {
        version = slot.toString();
        server = Undertow.builder()
                .setIoThreads(1)
                .setWorkerThreads(1)
                .addHttpListener(0, "127.0.0.1", this::answer)
                .build();
        server.start();
    }

    URI url() {
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        return URI.create("http://127.0.0.1:" + address.getPort());
    }

    void setHealthy(boolean well) {
        firstBadNanos = 0;
        healthy = well;
    }

    /** When it first answered that it is ill, on the clock of {@link System#nanoTime()}; 0 if it did not. */
    long firstBadNanos() {
        return firstBadNanos;
    }

    private void answer(HttpServerExchange exchange) {
        exchange.getResponseHeaders().put(VERSION, version);
        boolean asked = exchange.getRequestPath().equals("/health");
        if (asked && !healthy) {
            if (firstBadNanos == 0) {
                firstBadNanos = System.nanoTime();
            }
            exchange.setStatusCode(503);
        }
        if (asked) {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
            exchange.getResponseSender()
                    .send("{\"status\":\"" + (healthy ? "Healthy" : "Unhealthy") + "\",\"version\":\"" + version
                            + "\"}");
        } else {
            exchange.getResponseSender().send("ok");
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
