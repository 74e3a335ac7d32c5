package io.jenkins.plugins.promotion.engine.network;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One HTTP/1.1 request and its answer on a connection of its own, to an address that the policy has seen.
 *
 * <p>java.net.http does neither: it looks the name up again, which lets a hostile name answer differently the second time, and
 * its pooled connections keep asking the process that a load balancer gave them first, which hides a switch.
 */
final class Exchange implements Closeable {
    private static final Set<String> METHODS_WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private final WebRequest request;
    private final List<InetAddress> addresses;
    private final Supplier<SSLSocketFactory> tls;
    private Socket socket;
    private boolean closed;

    Exchange(WebRequest request, List<InetAddress> addresses, Supplier<SSLSocketFactory> tls) {
        this.request = request;
        this.addresses = addresses;
        this.tls = tls;
    }

    WebAnswer perform() throws IOException {
        long start = System.nanoTime();
        Socket connection = secured(connect());
        connection.getOutputStream().write(head().getBytes(StandardCharsets.US_ASCII));
        connection.getOutputStream().flush();

        InputStream in = new BufferedInputStream(connection.getInputStream());
        AnswerHead head = AnswerHead.readFinal(in);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean complete = request.method().equals("HEAD") || head.body(in).copyTo(body, request.maxBody());
        Duration latency = Duration.ofNanos(System.nanoTime() - start);
        return new WebAnswer(request.uri(), head.status(), head.headers(), body.toByteArray(), complete, latency);
    }

    private String head() {
        URI uri = request.uri();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        StringBuilder head = new StringBuilder(request.method()).append(' ').append(path);
        if (uri.getRawQuery() != null) {
            head.append('?').append(uri.getRawQuery());
        }
        head.append(" HTTP/1.1\r\nHost: ").append(uri.getRawAuthority());
        head.append("\r\nConnection: close\r\nUser-Agent: environment-promotion\r\n");
        if (METHODS_WITH_BODY.contains(request.method())) {
            head.append("Content-Length: 0\r\n");
        }
        if (!request.headers().containsKey("Accept")) {
            head.append("Accept: */*\r\n");
        }
        request.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString();
    }

    private Socket connect() throws IOException {
        IOException failure = new ConnectException("no address");
        for (InetAddress address : addresses) {
            try {
                Socket attempt = open();
                attempt.connect(
                        new InetSocketAddress(address, port()),
                        Math.toIntExact(Math.min(request.timeout().toMillis() + 1, Integer.MAX_VALUE)));
                attempt.setTcpNoDelay(true);
                return attempt;
            } catch (ConnectException | NoRouteToHostException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private synchronized Socket open() throws IOException {
        if (closed) {
            throw new SocketException("closed");
        }
        if (socket != null) {
            socket.close();
        }
        socket = new Socket(Proxy.NO_PROXY);
        return socket;
    }

    private Socket secured(Socket plain) throws IOException {
        if (!request.uri().getScheme().equalsIgnoreCase("https")) {
            return plain;
        }
        String host = request.uri().getHost().replaceAll("[\\[\\]]", "");
        SSLSocket secured = (SSLSocket) tls.get().createSocket(plain, host, port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private int port() {
        int port = request.uri().getPort();
        return port >= 0 ? port : request.uri().getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    /** Ends the exchange from any thread: whatever waits for the network fails at once. */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    static EOFException endedEarly() {
        return new EOFException("the connection was closed before the answer was complete");
    }
}
