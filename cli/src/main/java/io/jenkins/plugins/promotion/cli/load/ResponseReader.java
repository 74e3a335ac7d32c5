package io.jenkins.plugins.promotion.cli.load;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads HTTP/1.1 responses as their bytes come in; keeps the status and the version, skips the body. */
final class ResponseReader {
    private static final int LONGEST_LINE = 16 * 1024;

    private enum Part {
        STATUS,
        HEADERS,
        BODY,
        BODY_UNTIL_CLOSE,
        CHUNK_SIZE,
        CHUNK,
        TRAILERS,
        DONE
    }

    private final StringBuilder line = new StringBuilder(128);
    private Part part = Part.STATUS;
    private int status;
    private String version = "";
    private boolean keepAlive = true;
    private boolean chunked;
    private long length = -1;
    private long left;

    void reset() {
        part = Part.STATUS;
        status = 0;
        version = "";
        keepAlive = true;
        chunked = false;
        length = -1;
        line.setLength(0);
    }

    /** Takes what came in; true when the response is complete. */
    boolean read(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining() && part != Part.DONE) {
            switch (part) {
                case BODY, CHUNK -> skip(bytes);
                case BODY_UNTIL_CLOSE -> bytes.position(bytes.limit());
                default -> readLine(bytes);
            }
        }
        return part == Part.DONE;
    }

    /** The server closed the connection; true if that completes the response. */
    boolean close() {
        return part == Part.BODY_UNTIL_CLOSE;
    }

    int status() {
        return status;
    }

    String version() {
        return version;
    }

    boolean keepAlive() {
        return keepAlive && part == Part.DONE;
    }

    private void readLine(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            char next = (char) (bytes.get() & 0xff);
            if (next == '\n') {
                int end = line.length();
                String whole = line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
                line.setLength(0);
                handle(whole);
                return;
            }
            line.append(next);
            if (line.length() > LONGEST_LINE) {
                throw new IOException("a header line without end");
            }
        }
    }

    private void handle(String whole) throws IOException {
        switch (part) {
            case STATUS -> status(whole);
            case HEADERS -> header(whole);
            case CHUNK_SIZE -> chunk(whole);
            default -> part = whole.isEmpty() ? Part.DONE : part; // trailers
        }
    }

    private void status(String whole) throws IOException {
        if (!whole.startsWith("HTTP/1.") || whole.length() < 12) {
            throw new IOException("no HTTP/1.1 response");
        }
        status = number(whole.substring(9, 12), 10);
        keepAlive = whole.startsWith("HTTP/1.1");
        part = Part.HEADERS;
    }

    private void header(String whole) throws IOException {
        if (whole.isEmpty()) {
            startBody();
            return;
        }
        int colon = whole.indexOf(':');
        if (colon < 0) {
            throw new IOException("a header without a colon");
        }
        String name = whole.substring(0, colon);
        String value = whole.substring(colon + 1).strip();
        if (name.equalsIgnoreCase("X-Version")) {
            version = value;
        } else if (name.equalsIgnoreCase("Content-Length")) {
            length = number(value, 10);
        } else if (name.equalsIgnoreCase("Transfer-Encoding")) {
            chunked = value.equalsIgnoreCase("chunked");
        } else if (name.equalsIgnoreCase("Connection")) {
            keepAlive = !value.equalsIgnoreCase("close");
        }
    }

    private void startBody() {
        left = length;
        if (status / 100 == 1) {
            reset(); // an interim response: the real one follows
        } else if (status == 204 || status == 304 || length == 0) {
            part = Part.DONE;
        } else if (chunked) {
            part = Part.CHUNK_SIZE;
        } else {
            part = length > 0 ? Part.BODY : Part.BODY_UNTIL_CLOSE;
        }
    }

    private void chunk(String size) throws IOException {
        if (size.isEmpty()) {
            return; // the line end after a chunk
        }
        int extension = size.indexOf(';');
        left = number((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
        part = left == 0 ? Part.TRAILERS : Part.CHUNK;
    }

    private void skip(ByteBuffer bytes) {
        int count = (int) Math.min(left, bytes.remaining());
        bytes.position(bytes.position() + count);
        left -= count;
        if (left == 0) {
            part = part == Part.CHUNK ? Part.CHUNK_SIZE : Part.DONE;
        }
    }

    private static int number(String text, int radix) throws IOException {
        try {
            return Integer.parseInt(text, radix);
        } catch (NumberFormatException e) {
            throw new IOException("no number: " + text, e);
        }
    }

    static byte[] request(URI url) {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return ("GET " + path + query + " HTTP/1.1\r\nHost: " + url.getRawAuthority()
                        + "\r\nUser-Agent: promote-load\r\nAccept: */*\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
