package io.jenkins.plugins.promotion.engine.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** An environment's configuration, all layers merged: its values, where each came from, and the digest of all. */
public final class EffectiveConfiguration {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().disable(SerializationFeature.INDENT_OUTPUT).build();

    private final Located.Mapping values;
    private final String canonical;
    private final Map<String, Leaf> leaves;

    EffectiveConfiguration(Located.Mapping values) {
        this.values = values;
        canonical = write(sorted(values.toJson()));
        Map<String, Leaf> found = new TreeMap<>();
        collect("", values, found);
        leaves = Collections.unmodifiableMap(found);
    }

    /** A configuration that was published before. Its values came from {@code source}, for example {@code version v7}. */
    public static EffectiveConfiguration published(ObjectNode values, String source) {
        return new EffectiveConfiguration((Located.Mapping) located(values, new Origin(source, 0, 0)));
    }

    /** All values; a copy. */
    public ObjectNode values() {
        return values.toJson();
    }

    /** All values as JSON without spaces, keys in order: the same for the same values, whatever their layers. */
    public String canonical() {
        return canonical;
    }

    /** SHA-256 of the canonical form, 64 hexadecimal digits. */
    public String digest() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Every single value, in the order of the keys. */
    public List<Leaf> leaves() {
        return List.copyOf(leaves.values());
    }

    /** What changes when {@code to} takes the place of {@code from}, in the order of the keys. */
    public static List<Change> difference(EffectiveConfiguration from, EffectiveConfiguration to) {
        TreeSet<String> keys = new TreeSet<>(from.leaves.keySet());
        keys.addAll(to.leaves.keySet());
        List<Change> changes = new ArrayList<>();
        for (String key : keys) {
            Leaf before = from.leaves.get(key);
            Leaf after = to.leaves.get(key);
            if (before == null || after == null || !write(before.value).equals(write(after.value))) {
                changes.add(new Change(
                        key,
                        Optional.ofNullable(before).map(Leaf::shown),
                        Optional.ofNullable(after).map(Leaf::shown)));
            }
        }
        return changes;
    }

    /** The number of values and the digest; no value. */
    @Override
    public String toString() {
        return leaves.size() + " values, digest " + digest();
    }

    private static void collect(String path, Located value, Map<String, Leaf> leaves) {
        if (value instanceof Located.Mapping mapping && !mapping.members().isEmpty()) {
            mapping.members().forEach((key, member) -> collect(child(path, key), member.value(), leaves));
        } else if (value instanceof Located.Sequence sequence
                && !sequence.items().isEmpty()) {
            for (int i = 0; i < sequence.items().size(); i++) {
                collect(path + "[" + i + "]", sequence.items().get(i), leaves);
            }
        } else if (!path.isEmpty()) {
            leaves.put(path, new Leaf(path, value.toJson(), value.origin()));
        }
    }

    private static String child(String path, String key) {
        String name = key.isEmpty() || key.contains(".") || key.contains("[") ? "'" + key + "'" : key;
        return path.isEmpty() ? name : path + "." + name;
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            Map<String, JsonNode> members = new TreeMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
            ObjectNode object = MAPPER.createObjectNode();
            members.forEach(object::set);
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = MAPPER.createArrayNode();
            node.forEach(item -> array.add(sorted(item)));
            return array;
        }
        return node;
    }

    private static Located located(JsonNode node, Origin origin) {
        if (node.isObject()) {
            Map<String, Located.Member> members = new LinkedHashMap<>();
            node.properties()
                    .forEach(member -> members.put(
                            member.getKey(), new Located.Member(origin, located(member.getValue(), origin))));
            return new Located.Mapping(origin, members);
        }
        if (node.isArray()) {
            List<Located> items = new ArrayList<>();
            node.forEach(item -> items.add(located(item, origin)));
            return new Located.Sequence(origin, items);
        }
        return new Located.Scalar(origin, (ValueNode) node, node.asText());
    }

    private static String write(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    /** A single value: a text, number, boolean, null, or an empty object or list. */
    public static final class Leaf {
        private final String key;
        private final JsonNode value;
        private final Origin origin;

        private Leaf(String key, JsonNode value, Origin origin) {
            this.key = key;
            this.value = value;
            this.origin = origin;
        }

        /** Dotted, for example {@code hosts[0].name}. */
        public String key() {
            return key;
        }

        /** The layer that it came from. */
        public Origin origin() {
            return origin;
        }

        /** The value as JSON; {@code ****} if the key looks like a secret's. */
        public String shown() {
            return Display.of(key, write(value));
        }

        @Override
        public String toString() {
            return key + " = " + shown() + "   (" + origin + ")";
        }
    }

    /**
     * What happens to one key.
     *
     * @param from the value before, as {@link Leaf#shown}; empty if the key is new
     * @param to the value after; empty if the key is gone
     */
    public record Change(String key, Optional<String> from, Optional<String> to) {
        /** {@code + key = new}, {@code - key = old} or {@code ~ key = old → new}. */
        @Override
        public String toString() {
            if (from.isEmpty()) {
                return "+ " + key + " = " + to.orElse("");
            }
            return to.isEmpty() ? "- " + key + " = " + from.get() : "~ " + key + " = " + from.get() + " → " + to.get();
        }
    }
}
