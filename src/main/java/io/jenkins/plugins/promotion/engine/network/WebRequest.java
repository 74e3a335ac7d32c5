package io.jenkins.plugins.promotion.engine.network;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One HTTP request without a body.
 *
 * @param method for example {@code GET}
 * @param uri absolute, {@code http} or {@code https}, without user info
 * @param headers beyond those that every request has
 * @param timeout from name lookup to the last byte of the answer
 * @param maxBody bytes of the answer's body that are read; the rest is left unread
 */
public record WebRequest(String method, URI uri, Map<String, String> headers, Duration timeout, int maxBody)
        implements Serializable {

    private static final int DEFAULT_MAX_BODY = 1024 * 1024;

    public WebRequest {
        headers = Map.copyOf(headers);
        // A request line is ASCII; what stands for another letter in it would be another address.
        uri = URI.create(uri.toASCIIString());
        if (!method.matches("[A-Z]{1,20}")) {
            throw new IllegalArgumentException("a method is upper-case letters, but was '" + method + "'");
        }
        requireWebAddress(uri);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (!header.getKey().matches("[A-Za-z0-9-]+") || !header.getValue().matches("[\\x20-\\x7e]*")) {
                throw new IllegalArgumentException(
                        "header " + header.getKey() + " has characters that are not allowed");
            }
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a timeout is longer than nothing, but was " + timeout);
        }
    }

    /** A GET that takes at most {@code timeout} and reads at most 1 MiB. */
    public static WebRequest get(URI uri, Duration timeout) {
        return new WebRequest("GET", uri, Map.of(), timeout, DEFAULT_MAX_BODY);
    }

    public WebRequest withMethod(String other) {
        return new WebRequest(other, uri, headers, timeout, maxBody);
    }

    public WebRequest withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new WebRequest(method, uri, more, timeout, maxBody);
    }

    /** Whether everybody may see its headers; one that is not known may hold a credential. */
    boolean isPublic() {
        return headers.keySet().stream().allMatch("Accept"::equalsIgnoreCase);
    }

    WebRequest to(URI other) {
        return new WebRequest(method, other, headers, timeout, maxBody);
    }

    /**
     * Shows that the address is one that can be asked.
     *
     * @throws IllegalArgumentException if it is not; the message says why and quotes no credentials
     */
    public static URI requireWebAddress(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("an address starts with http:// or https://");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("an address holds no user name or password");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("an address names a host of letters, digits, dots and hyphens");
        }
        if (uri.getPort() > 65535) {
            throw new IllegalArgumentException("a port is at most 65535, but was " + uri.getPort());
        }
        return uri;
    }

    /** The address for messages: without its query, which may hold a token. */
    public static String printable(URI uri) {
        String text =
                uri.getScheme() + "://" + uri.getRawAuthority() + (uri.getRawPath() == null ? "" : uri.getRawPath());
        return uri.getRawQuery() == null ? text : text + "?…";
    }

    /** Method and address; headers may hold a token. */
    @Override
    public String toString() {
        return method + " " + printable(uri);
    }
}
