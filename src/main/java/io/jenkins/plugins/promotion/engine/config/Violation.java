package io.jenkins.plugins.promotion.engine.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One violation of a JSON Schema: the keyword, the value that violates it, and what the schema says about that value.
 *
 * @param keyword of the schema, for example {@code required}
 * @param rule the keyword's value in the schema
 * @param subject the key that the keyword is about, for keywords that are about keys; else empty
 * @param place the violating value, or the nearest one that was written
 * @param schemas the schemas that apply to the value, the outermost reference first
 * @param definition the whole schema
 * @param ofTeam whether titles may say anything, and values may be secrets
 */
record Violation(
        String keyword,
        JsonNode rule,
        String subject,
        Place place,
        List<JsonNode> schemas,
        JsonNode definition,
        boolean ofTeam) {

    static Violation of(ValidationMessage message, JsonNode definition, Located document, boolean ofTeam) {
        List<Object> evaluation = Contract.elements(message.getEvaluationPath());
        List<JsonNode> schemas = schemasAlong(evaluation, definition);
        String keyword = message.getType();
        JsonNode rule = schemas.get(schemas.size() - 1).path(keyword);
        String subject = message.getProperty();
        if (subject == null) {
            boolean named = keyword.equals("required") || keyword.equals("additionalProperties");
            subject = named && message.getArguments().length > 0 ? String.valueOf(message.getArguments()[0]) : "";
        }
        Place place = Place.find(document, Contract.elements(message.getInstanceLocation()));
        return new Violation(keyword, rule, subject, place, schemas, definition, ofTeam);
    }

    /** Follows the evaluation path through the schema; a step to another value starts the list anew. */
    private static List<JsonNode> schemasAlong(List<Object> path, JsonNode definition) {
        List<JsonNode> schemas = new ArrayList<>(List.of(definition));
        JsonNode node = definition;
        for (int i = 0; i < path.size() - 1; i++) {
            String step = String.valueOf(path.get(i));
            if (step.equals("$ref")) {
                node = resolve(node, definition);
                schemas.add(node);
            } else {
                node = path.get(i) instanceof Integer index ? node.path(index) : node.path(step);
                if (Set.of("properties", "patternProperties").contains(step)) {
                    i++;
                    node = node.path(String.valueOf(path.get(i)));
                    schemas.clear();
                } else if (Set.of("items", "additionalProperties", "propertyNames")
                        .contains(step)) {
                    schemas.clear();
                }
                schemas.add(node);
            }
        }
        return schemas;
    }

    private static JsonNode resolve(JsonNode schema, JsonNode definition) {
        String reference = schema.path("$ref").asText();
        return reference.startsWith("#/") || reference.equals("#")
                ? definition.at(reference.substring(1))
                : MissingNode.getInstance();
    }

    Problem toProblem() {
        return switch (keyword) {
            case "required" -> missingKey();
            case "additionalProperties", "unevaluatedProperties" -> unknownKey();
            case "propertyNames" ->
                problem(
                        place.keyOrValue(subject),
                        place.path(subject),
                        "'" + Words.shorten(subject) + "'",
                        "rename it");
            case "minProperties", "maxProperties" -> wrongNumberOfKeys();
            default -> wrongValue();
        };
    }

    private Problem missingKey() {
        JsonNode property = property(subject);
        String about =
                text(property, "description").or(() -> text(property, "title")).orElse("");
        return new Problem(
                place.key(),
                place.path(),
                "the key '" + subject + "'",
                found(),
                "add '" + subject + "'" + (about.isEmpty() ? "" : " (" + withoutEnd(about) + ")"));
    }

    private Problem unknownKey() {
        Set<String> known = knownKeys();
        String remedy = Words.nearest(subject, known)
                .map(near -> "did you mean '" + near + "'?")
                .orElse("remove it");
        return new Problem(
                place.keyOrValue(subject),
                place.path(subject),
                known.isEmpty()
                        ? "no such key"
                        : known.size() == 1 ? "the key " + Words.list(known) : "one of the keys " + Words.list(known),
                "'" + Words.shorten(subject) + "'",
                remedy);
    }

    private Problem wrongNumberOfKeys() {
        Set<String> known = knownKeys();
        String choose = known.isEmpty() ? "correct it" : "choose one of " + Words.list(known);
        return problem(place.value().origin(), place.path(), found(), choose);
    }

    private Problem wrongValue() {
        String about =
                first("description").map(text -> " (" + withoutEnd(text) + ")").orElse("");
        String what = place.name().isEmpty() ? "it" : "'" + Words.shorten(place.name()) + "'";
        return problem(place.value().origin(), place.path(), found(), "correct " + what + about);
    }

    private String found() {
        String found = place.value().describe();
        return ofTeam && place.value() instanceof Located.Scalar ? Display.of(place.path(), found) : found;
    }

    private Problem problem(Origin origin, String path, String butWas, String remedy) {
        return new Problem(origin, path, expectation(), butWas, remedy);
    }

    /** The title of the schema that was violated; without one, its rule. */
    private String expectation() {
        return (ofTeam ? Optional.<String>empty() : last("title")).orElseGet(() -> switch (keyword) {
            case "type" -> "type " + (rule.isArray() ? "one of " + items() : rule.asText());
            case "enum" -> "one of " + items();
            case "const" -> rule.toString();
            case "minimum" -> "at least " + rule.asText();
            case "maximum" -> "at most " + rule.asText();
            case "exclusiveMinimum" -> "more than " + rule.asText();
            case "exclusiveMaximum" -> "less than " + rule.asText();
            case "multipleOf" -> "a multiple of " + rule.asText();
            case "minLength" -> "at least " + rule.asText() + " characters";
            case "maxLength" -> "at most " + rule.asText() + " characters";
            case "minItems" -> "at least " + rule.asText() + " items";
            case "maxItems" -> "at most " + rule.asText() + " items";
            case "uniqueItems" -> "items that differ";
            case "minProperties" -> "at least " + rule.asText() + " keys";
            case "maxProperties" -> "at most " + rule.asText() + " keys";
            case "pattern" -> "a text that matches " + rule.asText();
            case "format" -> "a text in the format " + rule.asText();
            default -> "what the schema says under " + keyword;
        });
    }

    private String items() {
        List<String> items = new ArrayList<>();
        rule.forEach(item -> items.add(item.asText()));
        return Words.list(items);
    }

    private Set<String> knownKeys() {
        Set<String> known = new LinkedHashSet<>();
        schemas.forEach(schema -> known.addAll(Contract.names(schema.path("properties"))));
        return known;
    }

    private JsonNode property(String key) {
        for (JsonNode schema : schemas) {
            JsonNode with = schema.has("$ref") && !schema.has("properties") ? resolve(schema, definition) : schema;
            JsonNode property = with.path("properties").path(key);
            if (!property.isMissingNode()) {
                return text(property, "description").isPresent() || !property.has("$ref")
                        ? property
                        : resolve(property, definition);
            }
        }
        return MissingNode.getInstance();
    }

    private Optional<String> first(String annotation) {
        return schemas.stream()
                .flatMap(schema -> text(schema, annotation).stream())
                .findFirst();
    }

    private Optional<String> last(String annotation) {
        return schemas.stream()
                .flatMap(schema -> text(schema, annotation).stream())
                .reduce((earlier, later) -> later);
    }

    private static Optional<String> text(JsonNode schema, String annotation) {
        return Optional.ofNullable(schema.path(annotation).textValue());
    }

    private static String withoutEnd(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
