package io.jenkins.plugins.promotion.engine.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the settings of a {@link Choice} and gathers all that is wrong with them. Ask for every setting, then call
 * {@link #close}: it throws if anything was wrong or left over. Until then what was wrong reads as some harmless value.
 */
public final class Settings {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})(B|KB|MB|GB|TB)");
    private static final Map<String, Long> SIZES =
            Map.of("B", 1L, "KB", 1_000L, "MB", 1_000_000L, "GB", 1_000_000_000L, "TB", 1_000_000_000_000L);

    private final Choice choice;
    private final Map<String, String> placeholders;
    private final List<Finding> findings = new ArrayList<>();
    private final TreeSet<String> known = new TreeSet<>();

    /** @param placeholders what {@code ${name}} stands for in every text but patterns; other such words are left alone */
    public Settings(Choice choice, Map<String, String> placeholders) {
        this.choice = choice;
        this.placeholders = placeholders;
    }

    /** Whether the setting is there. */
    public boolean has(String key) {
        return !node(key).isMissingNode();
    }

    public String text(String key) {
        return required(key, "a text", optionalText(key)).orElse("");
    }

    public Optional<String> optionalText(String key) {
        return read(key, "a text", node -> node.isValueNode() ? Optional.of(expand(node.asText())) : Optional.empty());
    }

    /** An absolute address. */
    public URI address(String key) {
        return required(
                        key,
                        "an address",
                        read(key, "an address", node -> Optional.of(URI.create(expand(node.asText())))))
                .orElse(URI.create("http://localhost"));
    }

    public Optional<Integer> integer(String key, int least, int most) {
        return read(
                key,
                "a whole number from " + least + " to " + most,
                node -> node.isIntegralNumber() && node.canConvertToInt()
                        ? Optional.of(node.intValue()).filter(number -> number >= least && number <= most)
                        : Optional.empty());
    }

    /** One whole number or a list of them. */
    public List<Integer> integers(String key) {
        return list(
                key,
                "a whole number, or a list of them",
                node -> node.isIntegralNumber() ? Optional.of(node.intValue()) : Optional.empty());
    }

    /** One text or a list of them. */
    public List<String> texts(String key) {
        return list(
                key,
                "a text, or a list of texts",
                node -> node.isValueNode() ? Optional.of(expand(node.asText())) : Optional.empty());
    }

    /** A time such as {@code 300ms}, {@code 10s}, {@code 5m}, {@code 4h} or {@code 21d}, longer than nothing. */
    public Optional<Duration> duration(String key) {
        return read(key, "a time such as 300ms, 10s, 5m, 4h or 21d", node -> Optional.of(Durations.parse(node.asText()))
                .filter(time -> !time.isZero()));
    }

    /** Bytes, from a size such as {@code 500MB} or {@code 2GB}. */
    public Optional<Long> bytes(String key) {
        return read(key, "a size such as 500MB or 2GB", node -> Optional.of(SIZE.matcher(node.asText()))
                .filter(Matcher::matches)
                .map(size -> Math.multiplyExact(Long.parseLong(size.group(1)), SIZES.get(size.group(2)))));
    }

    /** A regular expression. */
    public Optional<Pattern> pattern(String key) {
        return read(key, "a regular expression", node -> Optional.of(Pattern.compile(node.asText())));
    }

    /** Notes something wrong that no single reader can see. */
    public void wrong(String key, String expected, String butWas) {
        findings.add(Finding.error(
                choice.kind(), choice.kind() + "." + key, expected, butWas, "correct it in the promotion file"));
    }

    /** @throws PromotionException with all that is wrong, also settings that nobody asked for */
    public void close() throws PromotionException {
        for (Iterator<String> keys = choice.settings().fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!known.contains(key)) {
                wrong(key, "one of " + String.join(", ", known), "an unknown setting");
            }
        }
        if (!findings.isEmpty()) {
            throw new PromotionException(findings);
        }
    }

    private JsonNode node(String key) {
        known.add(key);
        return choice.settings().path(key);
    }

    private <T> Optional<T> required(String key, String expected, Optional<T> value) {
        if (!has(key)) {
            wrong(key, expected, "missing");
        }
        return value;
    }

    private <T> Optional<T> read(String key, String expected, Function<JsonNode, Optional<T>> reader) {
        JsonNode node = node(key);
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        Optional<T> value = attempt(node, reader);
        if (value.isEmpty()) {
            wrong(key, expected, node.toString());
        }
        return value;
    }

    private <T> List<T> list(String key, String expected, Function<JsonNode, Optional<T>> reader) {
        List<T> values = new ArrayList<>();
        JsonNode list = node(key);
        for (JsonNode node :
                list.isArray() ? list : choice.settings().arrayNode().add(list)) {
            if (!node.isMissingNode()) {
                attempt(node, reader).ifPresentOrElse(values::add, () -> wrong(key, expected, node.toString()));
            }
        }
        return values;
    }

    private static <T> Optional<T> attempt(JsonNode node, Function<JsonNode, Optional<T>> reader) {
        try {
            return reader.apply(node);
        } catch (IllegalArgumentException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private String expand(String text) {
        String expanded = text;
        for (Map.Entry<String, String> placeholder : placeholders.entrySet()) {
            expanded = expanded.replace("${" + placeholder.getKey() + "}", placeholder.getValue());
        }
        return expanded;
    }
}
