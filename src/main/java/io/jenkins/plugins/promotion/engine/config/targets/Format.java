package io.jenkins.plugins.promotion.engine.config.targets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.nio.charset.StandardCharsets;

/** How a published configuration is written. */
enum Format {
    JSON {
        @Override
        String text(ObjectNode values) throws JsonProcessingException {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(values) + "\n";
        }
    },
    YAML {
        @Override
        String text(ObjectNode values) throws JsonProcessingException {
            YAMLFactory factory = YAMLFactory.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .disable(YAMLGenerator.Feature.SPLIT_LINES)
                    // Readers of YAML 1.1 take 12:30 or 017 for numbers, and no for false.
                    .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .build();
            return new ObjectMapper(factory).writeValueAsString(values);
        }
    },
    /** A line a value, in the notation that Spring reads: {@code a.b[0]=c}. */
    PROPERTIES {
        @Override
        String text(ObjectNode values) {
            StringBuilder text = new StringBuilder();
            append("", values, text);
            return text.toString();
        }
    };

    abstract String text(ObjectNode values) throws JsonProcessingException;

    byte[] bytes(ObjectNode values) {
        try {
            return text(values).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    private static void append(String key, JsonNode value, StringBuilder text) {
        if (value.isObject()) {
            value.properties()
                    .forEach(member -> append(
                            key.isEmpty() ? member.getKey() : key + "." + member.getKey(), member.getValue(), text));
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                append(key + "[" + i + "]", value.get(i), text);
            }
        } else {
            text.append(escape(key, true)).append('=').append(escape(value.isNull() ? "" : value.asText(), false));
            text.append('\n');
        }
    }

    /** As {@link java.util.Properties#store} escapes, without its timestamp: in ASCII, so that every reader agrees. */
    private static String escape(String text, boolean key) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                case '\f' -> escaped.append("\\f");
                case '\\' -> escaped.append("\\\\");
                case '=', ':', '#', '!' -> escaped.append('\\').append(c);
                case ' ' -> escaped.append(key || i == 0 ? "\\ " : " ");
                default -> escaped.append(c < ' ' || c > '~' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        return escaped.toString();
    }
}
