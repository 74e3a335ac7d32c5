package io.jenkins.plugins.promotion.engine.network;

import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a server answered, with the body as far as the request wanted it. */
public final class WebAnswer implements Serializable {
    private static final long serialVersionUID = 1L;

    private final URI uri;
    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private final boolean complete;
    private final Duration latency;

    /** @param headers by lower-case name */
    WebAnswer(URI uri, int status, Map<String, List<String>> headers, byte[] body, boolean complete, Duration latency) {
        this.uri = uri;
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.complete = complete;
        this.latency = latency;
    }

    /** Where the answer came from, after redirects on the same host. */
    public URI uri() {
        return uri;
    }

    /** The HTTP status, 200 to 599. */
    public int status() {
        return status;
    }

    /** Whether the status is 200 to 299. */
    public boolean isSuccess() {
        return status / 100 == 2;
    }

    /** Whether the answer points to another address; if this one was returned, that address is on another host. */
    public Optional<String> redirectsTo() {
        return status / 100 == 3 ? header("location") : Optional.empty();
    }

    /** The first value of a header, its name in any case. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    public byte[] body() {
        return body.clone();
    }

    /** The body as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Whether the body is whole; false if it was longer than the request wanted. */
    public boolean isComplete() {
        return complete;
    }

    /** From name lookup to the last byte. */
    public Duration latency() {
        return latency;
    }

    WebAnswer after(Duration total) {
        return new WebAnswer(uri, status, headers, body, complete, total);
    }

    @Override
    public String toString() {
        return "status " + status + " from " + WebRequest.printable(uri);
    }
}
