package io.jenkins.plugins.promotion.engine.network;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Status line and header fields of an HTTP/1.1 answer (RFC 9112).
 *
 * @param headers by lower-case name
 */
record AnswerHead(int status, Map<String, List<String>> headers) {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: .*)?");
    private static final int MAX_LINE_BYTES = 16 * 1024;
    private static final int MAX_HEADERS = 200;
    private static final int MAX_INTERIM_ANSWERS = 10;

    /** Reads up to the body of the final answer; interim ones (status 1xx) are skipped. */
    static AnswerHead readFinal(InputStream in) throws IOException {
        for (int interim = 0; interim <= MAX_INTERIM_ANSWERS; interim++) {
            AnswerHead head = read(in);
            if (head.status >= 200) {
                return head;
            }
        }
        throw new ProtocolException("the answer is not HTTP: status 1xx without end");
    }

    private static AnswerHead read(InputStream in) throws IOException {
        Matcher statusLine = STATUS_LINE.matcher(line(in));
        if (!statusLine.matches()) {
            throw new ProtocolException("the answer is not HTTP");
        }
        Map<String, List<String>> headers = new TreeMap<>();
        int count = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon <= 0 || ++count > MAX_HEADERS) {
                throw new ProtocolException("the answer is not HTTP: its header is malformed or too long");
            }
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return new AnswerHead(Integer.parseInt(statusLine.group(1)), headers);
    }

    /** How the body that follows is delimited. */
    AnswerBody body(InputStream in) throws IOException {
        if (status == 204 || status == 304) {
            return AnswerBody.ofLength(in, 0);
        }
        String coding = first("transfer-encoding");
        if (coding.equalsIgnoreCase("chunked")) {
            return AnswerBody.chunked(in);
        }
        if (!coding.isEmpty()) {
            throw new ProtocolException("the answer has the unknown transfer encoding " + coding);
        }
        String length = first("content-length");
        if (length.isEmpty()) {
            return AnswerBody.untilClosed(in);
        }
        if (!length.matches("[0-9]{1,18}")) {
            throw new ProtocolException("the answer is not HTTP: its content length is no number");
        }
        return AnswerBody.ofLength(in, Long.parseLong(length));
    }

    private String first(String name) {
        return headers.getOrDefault(name, List.of("")).get(0);
    }

    /** The next line without its end, CRLF or LF. */
    static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw Exchange.endedEarly();
            }
            if (line.size() >= MAX_LINE_BYTES) {
                throw new ProtocolException("the answer is not HTTP: a line is longer than 16 KiB");
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
