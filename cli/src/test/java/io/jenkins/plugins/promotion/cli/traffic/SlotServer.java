package io.jenkins.plugins.promotion.cli.traffic;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** A release that stands in a slot: says which slot it is; {@code /hold} answers only when it is released. */
final class SlotServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Semaphore arrived = new Semaphore(0);
    private final CountDownLatch released = new CountDownLatch(1);

    SlotServer(Slot slot) throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, slot));
        server.createContext("/hold", exchange -> {
            arrived.release();
            awaitRelease();
            answer(exchange, slot);
        });
        server.start();
    }

    private void awaitRelease() throws IOException {
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void answer(HttpExchange exchange, Slot slot) throws IOException {
        byte[] name = slot.toString().getBytes();
        exchange.sendResponseHeaders(200, name.length);
        exchange.getResponseBody().write(name);
        exchange.close();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Waits until so many requests are held. */
    void awaitHeld(int requests) {
        arrived.acquireUninterruptibly(requests);
    }

    void release() {
        released.countDown();
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }
}
