package io.jenkins.plugins.promotion.engine.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a JSON document with the places of its keys and values, within limits on size and nesting. */
final class JsonReader {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(50)
                    .maxNumberLength(100)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final String source;
    private final JsonParser parser;
    private final List<Problem> problems;

    private JsonReader(String source, JsonParser parser, List<Problem> problems) {
        this.source = source;
        this.parser = parser;
        this.problems = problems;
    }

    /** The document; empty, with problems added, if it cannot be read. */
    static Optional<Located> read(byte[] bytes, String source, List<Problem> problems) {
        if (bytes.length > YamlReader.LARGEST_FILE) {
            problems.add(new Problem(
                    Origin.startOf(source), "", "at most 1 MiB", bytes.length + " bytes", "make the file smaller"));
            return Optional.empty();
        }
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            parser.nextToken();
            JsonReader reader = new JsonReader(source, parser, problems);
            Located document = reader.value();
            if (parser.nextToken() != null) {
                problems.add(new Problem(
                        reader.here(), "", "one JSON document", "more after its end", "remove what follows"));
            }
            return Optional.of(document);
        } catch (JsonProcessingException e) {
            problems.add(new Problem(
                    origin(source, e.getLocation()),
                    "",
                    "JSON",
                    Words.shorten(e.getOriginalMessage()),
                    "correct the syntax at this place"));
        } catch (IOException e) {
            problems.add(new Problem(Origin.startOf(source), "", "JSON in UTF-8", "other bytes", "save it in UTF-8"));
        }
        return Optional.empty();
    }

    private Located value() throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return mapping();
        }
        if (token == JsonToken.START_ARRAY) {
            return sequence();
        }
        return token == null
                ? new Located.Scalar(Origin.startOf(source), NullNode.instance, "")
                : new Located.Scalar(here(), scalar(token), parser.getText());
    }

    private Located mapping() throws IOException {
        Origin start = here();
        Map<String, Located.Member> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Origin at = here();
            String key = parser.currentName();
            parser.nextToken();
            Located.Member earlier = members.putIfAbsent(key, new Located.Member(at, value()));
            if (earlier != null) {
                problems.add(new Problem(
                        at,
                        Words.shorten(key),
                        "each key once",
                        "a second one (the first is in line " + earlier.key().line() + ")",
                        "remove one of them"));
            }
        }
        return new Located.Mapping(start, members);
    }

    private Located sequence() throws IOException {
        Origin start = here();
        List<Located> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value());
        }
        return new Located.Sequence(start, items);
    }

    private ValueNode scalar(JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_TRUE -> BooleanNode.TRUE;
            case VALUE_FALSE -> BooleanNode.FALSE;
            case VALUE_NULL -> NullNode.instance;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText());
            default -> TextNode.valueOf(parser.getText());
        };
    }

    private ValueNode number(String text) {
        ValueNode number = PlainScalars.value(text);
        if (number.isNumber()) {
            return number;
        }
        problems.add(new Problem(here(), "", "a number of ordinary size", Words.shorten(text), "make it smaller"));
        return DoubleNode.valueOf(0);
    }

    private Origin here() {
        return origin(source, parser.currentTokenLocation());
    }

    private static Origin origin(String source, JsonLocation location) {
        return location == null || location.getLineNr() < 1
                ? Origin.startOf(source)
                : new Origin(source, location.getLineNr(), Math.max(1, location.getColumnNr()));
    }
}
