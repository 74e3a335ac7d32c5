package io.jenkins.plugins.promotion.engine.secrets;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** The forms in which programs write a secret value down: as it is, encoded, escaped, quoted. */
public final class Encodings {

    /** Shorter forms than this are found in harmless text as well. */
    public static final int SHORTEST = 4;

    /** Form → what it is called in a report. */
    private final Map<String, String> forms = new LinkedHashMap<>();

    private Encodings() {}

    /**
     * Every form of the value and, if it has several lines, of each of them.
     *
     * @return form → what it is called, always in the same order; the whole value is there however short it is, every other form has at least
     *     {@link #SHORTEST} characters
     */
    public static Map<String, String> of(SecretValue value) {
        String text = value.reveal();
        Encodings encodings = new Encodings();
        if (!text.isEmpty()) {
            encodings.forms.put(text, "raw");
            encodings.addAll(text, "");
            text.lines().filter(line -> !line.equals(text)).forEach(line -> encodings.addAll(line.strip(), "line, "));
        }
        return encodings.forms;
    }

    private void addAll(String text, String part) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        add(text, part + "raw");
        addBase64(utf8, Base64.getEncoder(), part + "base64");
        addBase64(utf8, Base64.getUrlEncoder(), part + "base64url");
        // As base64(1) and OpenSSL wrap it.
        add(Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(utf8), part + "base64");
        add(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(utf8), part + "base64");
        addUrl(text, part + "url");
        add(HexFormat.of().formatHex(utf8), part + "hex");
        add(HexFormat.of().withUpperCase().formatHex(utf8), part + "hex");
        addJson(text, part + "json");
        add(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"), part + "xml");
        add(xmlAttribute(text, "&quot;", "&#39;"), part + "xml");
        add(xmlAttribute(text, "&#034;", "&#039;"), part + "xml");
        add(text.replace("'", "'\\''"), part + "shell");
        add(text.replace("'", "'\"'\"'"), part + "shell");
        add(text.replaceAll("[^\\p{Alnum}_@%+=:,./\\-\\n\\P{ASCII}]", "\\\\$0"), part + "shell");
        add(text.replaceAll("[\\\\\"$`]", "\\\\$0"), part + "shell");
        add(text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n"), part + "shell");
    }

    private void add(String form, String encoding) {
        if (form.length() >= SHORTEST) {
            forms.putIfAbsent(form, encoding);
        }
    }

    /**
     * The whole with and without padding, and what does not depend on the neighbours when the value stands inside a longer
     * text that was encoded, such as {@code user:password}: one core for each position modulo 3.
     */
    private void addBase64(byte[] utf8, Base64.Encoder encoder, String encoding) {
        add(encoder.encodeToString(utf8), encoding);
        add(encoder.withoutPadding().encodeToString(utf8), encoding);
        for (int before = 0; before < 3; before++) {
            byte[] shifted = new byte[before + utf8.length];
            System.arraycopy(utf8, 0, shifted, before, utf8.length);
            // Six bits a character; those that share bits with a neighbour, at either end, are left out.
            int from = (before * 8 + 5) / 6;
            int to = shifted.length * 8 / 6;
            if (from < to) {
                add(encoder.encodeToString(shifted).substring(from, to), encoding + " core");
            }
        }
    }

    private void addUrl(String text, String encoding) {
        String form = URLEncoder.encode(text, StandardCharsets.UTF_8);
        String percent = form.replace("+", "%20");
        add(form, encoding);
        add(percent, encoding);
        // RFC 3986 leaves the tilde alone and escapes the asterisk; URLEncoder does the opposite.
        String strict = percent.replace("%7E", "~").replace("*", "%2A");
        add(strict, encoding);
        // encodeURIComponent leaves these alone.
        add(
                strict.replace("%21", "!")
                        .replace("%27", "'")
                        .replace("%28", "(")
                        .replace("%29", ")")
                        .replace("%2A", "*"),
                encoding);
        add(lowerCaseEscapes(form), encoding);
        add(lowerCaseEscapes(percent), encoding);
        add(lowerCaseEscapes(strict), encoding);
    }

    private static String lowerCaseEscapes(String form) {
        StringBuilder lower = new StringBuilder(form);
        for (int at = lower.indexOf("%"); at >= 0; at = lower.indexOf("%", at + 3)) {
            lower.setCharAt(at + 1, Character.toLowerCase(lower.charAt(at + 1)));
            lower.setCharAt(at + 2, Character.toLowerCase(lower.charAt(at + 2)));
        }
        return lower.toString();
    }

    private void addJson(String text, String encoding) {
        String json = new String(JsonStringEncoder.getInstance().quoteAsString(text));
        add(json, encoding);
        add(json.replace("/", "\\/"), encoding);
        StringBuilder ascii = new StringBuilder();
        for (char c : json.toCharArray()) {
            ascii.append(c < 128 ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        add(ascii.toString(), encoding);
        // JSON inside JSON: a log line with a request's body.
        add(new String(JsonStringEncoder.getInstance().quoteAsString(json)), encoding);
    }

    private static String xmlAttribute(String text, String quote, String apostrophe) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", quote)
                .replace("'", apostrophe);
    }
}
