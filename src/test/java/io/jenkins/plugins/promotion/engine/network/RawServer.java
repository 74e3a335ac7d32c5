package io.jenkins.plugins.promotion.engine.network;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server on 127.0.0.1 that answers every connection as a test wants, be it HTTP or not. */
public final class RawServer implements Closeable {
    private final ServerSocket server;
    private final Behaviour behaviour;
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch firstEnd = new CountDownLatch(1);

    /** What happens to a connection after its request was read. */
    @FunctionalInterface
    public interface Behaviour {
        void answer(Socket socket) throws Exception;
    }

    public RawServer(Behaviour behaviour) {
        this(behaviour, plain());
    }

    RawServer(Behaviour behaviour, ServerSocket server) {
        this.behaviour = behaviour;
        this.server = server;
        daemon(this::accept).start();
    }

    /** Sends these characters and closes. */
    public static RawServer saying(String answer) {
        return new RawServer(socket -> socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** A complete answer with this status and body. */
    public static RawServer answering(int status, String body) {
        return saying(http(status, "", body));
    }

    public static String http(int status, String headers, String body) {
        return "HTTP/1.1 " + status + " Said\r\nContent-Length: " + body.getBytes(StandardCharsets.ISO_8859_1).length
                + "\r\n" + headers + "\r\n" + body;
    }

    /** Reads the request and never answers. */
    public static RawServer silent() {
        return new RawServer(socket -> socket.getInputStream().read());
    }

    private static ServerSocket plain() {
        try {
            return new ServerSocket(0, 300, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                daemon(() -> serve(socket)).start();
            } catch (IOException e) {
                // Closed, or a client that went away.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            StringBuilder request = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                request.append(line).append('\n');
            }
            requests.add(request.toString());
            behaviour.answer(socket);
        } catch (Exception e) {
            // The client closed first.
        } finally {
            firstEnd.countDown();
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "raw-server");
        thread.setDaemon(true);
        return thread;
    }

    public int port() {
        return server.getLocalPort();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /** The heads of the requests so far. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Whether some client's connection ended soon. */
    public boolean sawAnEnd() throws InterruptedException {
        return firstEnd.await(5, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
