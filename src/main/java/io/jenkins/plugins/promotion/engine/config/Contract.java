package io.jenkins.plugins.promotion.engine.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ApplyDefaultsStrategy;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.JsonValidator;
import com.networknt.schema.Keyword;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.ValidationContext;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.regex.RegularExpression;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A JSON Schema (draft 2020-12), and what violates it in the project's own words. It never reads a schema from the network. */
final class Contract {
    /** For one pattern and one value; there may be many of both. */
    private static final int MOST_READS = 5_000_000;

    /** The validator copies a definition for each way that leads to it: two references a level are a million after twenty. */
    private static final int MOST_REFERENCES = 10_000;

    private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");

    private final JsonNode definition;
    private final boolean ofTeam;
    private final JsonSchema schema;

    private Contract(JsonNode definition, boolean ofTeam) {
        this.definition = definition;
        this.ofTeam = ofTeam;
        try {
            SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                    .locale(Locale.ROOT)
                    .applyDefaultsStrategy(new ApplyDefaultsStrategy(true, false, false))
                    .regularExpressionFactory(Contract::bounded)
                    .build();
            schema = factory(ofTeam ? MOST_REFERENCES : Integer.MAX_VALUE).getSchema(definition, config);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static JsonSchemaFactory factory(int mostReferences) {
        AtomicInteger left = new AtomicInteger(mostReferences);
        // A schema may say that it is of an older draft.
        List<JsonMetaSchema> drafts = Stream.of(
                        JsonMetaSchema.getV4(),
                        JsonMetaSchema.getV6(),
                        JsonMetaSchema.getV7(),
                        JsonMetaSchema.getV201909(),
                        JsonMetaSchema.getV202012())
                .map(draft -> counted(draft, left))
                .toList();
        return JsonSchemaFactory.builder()
                .defaultMetaSchemaIri(JsonMetaSchema.getV202012().getIri())
                .metaSchemas(drafts)
                .schemaLoaders(loaders -> loaders.values(List::clear).add(iri -> {
                    // The drafts themselves are built in; everything else would have to be fetched.
                    throw new JsonSchemaException(
                            "the schema refers to " + iri + "; only references inside it are followed");
                }))
                .build();
    }

    private static JsonMetaSchema counted(JsonMetaSchema draft, AtomicInteger left) {
        // Vocabularies would put their own keywords back over these.
        return JsonMetaSchema.builder(draft)
                .vocabularies(Map::clear)
                .keywords(keywords -> {
                    keywords.putAll(draft.getKeywords());
                    REFERENCES.forEach(
                            name -> keywords.computeIfPresent(name, (key, keyword) -> new Counted(keyword, left)));
                })
                .build();
    }

    /** A keyword that refers to a definition, until there are too many of them. */
    private record Counted(Keyword keyword, AtomicInteger left) implements Keyword {

        @Override
        public String getValue() {
            return keyword.getValue();
        }

        @Override
        public JsonValidator newValidator(
                SchemaLocation location,
                JsonNodePath path,
                JsonNode value,
                JsonSchema parent,
                ValidationContext context)
                throws Exception {
            if (left.getAndDecrement() <= 0) {
                throw new JsonSchemaException("the schema has too many references, once each way to them is followed");
            }
            return keyword.newValidator(location, path, value, parent, context);
        }
    }

    private static RegularExpression bounded(String expression) {
        Pattern pattern = Pattern.compile(expression);
        return value -> BoundedSearch.find(pattern, value, MOST_READS);
    }

    /** A schema of ours, whose titles complete the sentence "expected …". */
    static Contract ours(JsonNode definition) {
        return new Contract(definition, false);
    }

    /**
     * A schema that a team wrote for its configuration: titles may say anything, and values may be secrets.
     *
     * @throws IllegalArgumentException if it is no JSON Schema, or refers to other documents
     */
    static Contract ofTeam(JsonNode definition) {
        if (!definition.isObject()) {
            throw new IllegalArgumentException("it is not an object");
        }
        return new Contract(definition, true);
    }

    /**
     * Everything in the document that violates the schema.
     *
     * @throws IllegalArgumentException if the schema itself cannot be followed
     */
    List<Problem> violations(Located document) {
        try {
            Set<ValidationMessage> messages = schema.validate(document.toJson());
            List<Problem> problems = new ArrayList<>();
            for (ValidationMessage message : messages) {
                problems.add(Violation.of(message, definition, document, ofTeam).toProblem());
            }
            return problems;
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("the schema refers to itself without end", e);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Sets absent values that have a default in the schema, inside the objects that are there. */
    void fillDefaults(JsonNode document) {
        schema.walk(document, false);
    }

    static List<Object> elements(JsonNodePath path) {
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < path.getNameCount(); i++) {
            elements.add(path.getElement(i));
        }
        return elements;
    }

    /** Names in the order in which they stand. */
    static Set<String> names(JsonNode object) {
        Set<String> names = new LinkedHashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
