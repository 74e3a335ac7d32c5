package io.jenkins.plugins.promotion.engine.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A value of a YAML, JSON or properties file that remembers where it was written. */
sealed interface Located {

    Origin origin();

    /** The value without its places. */
    JsonNode toJson();

    /** How many values there are, this one included. */
    long size();

    /** What it is, for an error message; short, on one line. */
    String describe();

    /** A key of a mapping, where it was written, and its value. */
    record Member(Origin key, Located value) {}

    /** Keys and values, in the order of the file. */
    record Mapping(Origin origin, Map<String, Member> members) implements Located {
        public Mapping {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        static Mapping empty(Origin origin) {
            return new Mapping(origin, Map.of());
        }

        /** The value of that key, or null. */
        Located get(String key) {
            Member member = members.get(key);
            return member == null ? null : member.value();
        }

        Mapping with(String key, Member member) {
            Map<String, Member> changed = new LinkedHashMap<>(members);
            changed.put(key, member);
            return new Mapping(origin, changed);
        }

        /**
         * This mapping under another one, which wins: mappings are merged key by key, everything else is replaced.
         *
         * @param choices keys of one-key objects; another kind replaces the whole object instead of becoming a second key
         */
        Mapping under(Mapping over, Set<String> choices) {
            Map<String, Member> merged = new LinkedHashMap<>(members);
            over.members.forEach((key, upper) -> {
                Member lower = members.get(key);
                if (lower != null && lower.value() instanceof Mapping low && upper.value() instanceof Mapping up) {
                    boolean replaced =
                            choices.contains(key) && !low.members.keySet().equals(up.members.keySet());
                    merged.put(key, replaced ? upper : new Member(upper.key(), low.under(up, choices)));
                } else {
                    merged.put(key, upper);
                }
            });
            return new Mapping(over.origin, merged);
        }

        @Override
        public ObjectNode toJson() {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            members.forEach((key, member) -> json.set(key, member.value().toJson()));
            return json;
        }

        @Override
        public long size() {
            return 1
                    + members.values().stream()
                            .mapToLong(member -> member.value().size())
                            .sum();
        }

        @Override
        public String describe() {
            return members.isEmpty() ? "an empty object" : "an object with " + Words.list(members.keySet());
        }
    }

    /** A list. */
    record Sequence(Origin origin, List<Located> items) implements Located {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public ArrayNode toJson() {
            ArrayNode json = JsonNodeFactory.instance.arrayNode();
            items.forEach(item -> json.add(item.toJson()));
            return json;
        }

        @Override
        public long size() {
            return 1 + items.stream().mapToLong(Located::size).sum();
        }

        @Override
        public String describe() {
            return items.isEmpty() ? "an empty list" : "a list";
        }
    }

    /**
     * A text, number, boolean or null.
     *
     * @param written as it stands in the file: a variable's name, not its value
     */
    record Scalar(Origin origin, ValueNode value, String written) implements Located {
        @Override
        public ValueNode toJson() {
            return value;
        }

        @Override
        public long size() {
            return 1;
        }

        @Override
        public String describe() {
            if (value.isNull()) {
                return "nothing";
            }
            return value.isTextual() ? "'" + Words.shorten(written) + "'" : Words.shorten(written);
        }
    }
}
