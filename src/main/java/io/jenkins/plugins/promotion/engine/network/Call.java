package io.jenkins.plugins.promotion.engine.network;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * A request with the redirects that it follows: same host, never from https to http, only where nothing is sent twice, and no
 * credential to another port, behind which somebody else may listen.
 */
final class Call implements Closeable {
    private static final int MAX_REDIRECTS = 3;
    private static final Set<String> REPEATABLE = Set.of("GET", "HEAD");

    private final WebRequest request;
    private final NetworkPolicy policy;
    private final Supplier<SSLSocketFactory> tls;
    private Exchange current;
    private boolean closed;

    Call(WebRequest request, NetworkPolicy policy, Supplier<SSLSocketFactory> tls) {
        this.request = request;
        this.policy = policy;
        this.tls = tls;
    }

    WebAnswer perform() throws IOException {
        long start = System.nanoTime();
        WebAnswer answer = ask(request);
        for (int redirects = 0; redirects < MAX_REDIRECTS; redirects++) {
            Optional<URI> next = next(answer);
            if (next.isEmpty()) {
                break;
            }
            answer = ask(request.to(next.get()));
        }
        return answer.after(Duration.ofNanos(System.nanoTime() - start));
    }

    private WebAnswer ask(WebRequest hop) throws IOException {
        try (Exchange exchange = new Exchange(hop, policy.resolve(hop.uri().getHost()), tls)) {
            begin(exchange);
            return exchange.perform();
        }
    }

    private Optional<URI> next(WebAnswer answer) {
        if (!REPEATABLE.contains(request.method())) {
            return Optional.empty();
        }
        try {
            return answer.redirectsTo()
                    .map(location -> WebRequest.requireWebAddress(answer.uri().resolve(location)))
                    .filter(target -> staysOnHost(answer.uri(), target))
                    .filter(target -> request.isPublic()
                            || target.getPort() == answer.uri().getPort());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean staysOnHost(URI from, URI to) {
        boolean downgrade = scheme(from).equals("https") && scheme(to).equals("http");
        return from.getHost().equalsIgnoreCase(to.getHost()) && !downgrade;
    }

    private static String scheme(URI uri) {
        return uri.getScheme().toLowerCase(Locale.ROOT);
    }

    private synchronized void begin(Exchange exchange) throws IOException {
        if (closed) {
            throw new SocketException("closed");
        }
        current = exchange;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (current != null) {
            current.close();
        }
    }
}
