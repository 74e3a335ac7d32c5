package io.jenkins.plugins.promotion.engine.config;

import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Merges an environment's configuration from its layers and validates it; reports all that is wrong at once. */
public final class ConfigurationLoader {
    private static final String CHECK = "configuration";

    private final SourceTree tree;
    private final List<Problem> problems = new ArrayList<>();

    private ConfigurationLoader(SourceTree tree) {
        this.tree = tree;
    }

    /**
     * The effective configuration: the files, later wins, then variables such as {@code STOREFRONT__A__B}.
     *
     * @param application as the promotion file names it
     * @param tree where files and schema are read from
     * @param variables of the host; those of other names are ignored
     * @throws PromotionException with every error; each subject starts with the layer's {@code file:line:column} or variable
     */
    public static EffectiveConfiguration load(
            String application, Environment.Configuration configuration, SourceTree tree, Map<String, String> variables)
            throws PromotionException {
        return new ConfigurationLoader(tree).load(application, configuration, variables);
    }

    private EffectiveConfiguration load(
            String application, Environment.Configuration configuration, Map<String, String> variables)
            throws PromotionException {
        Located.Mapping files = Located.Mapping.empty(Origin.startOf(firstOf(configuration)));
        for (String file : configuration.files()) {
            files = files.under(mapping(file).orElse(files), Set.of());
        }
        Located.Mapping merged = new VariableLayer(application, variables, problems).over(files);
        // Without one of the layers, everything that it would have said seems to be missing.
        boolean complete = problems.isEmpty();
        Optional<Contract> contract = configuration.schema().flatMap(this::contract);
        if (complete) {
            contract.ifPresent(
                    schema -> validate(merged, schema, configuration.schema().orElse("")));
            configuration.required().forEach(key -> require(key, merged));
        }
        Problem.throwIfAny(CHECK, problems);
        return new EffectiveConfiguration(merged);
    }

    private static String firstOf(Environment.Configuration configuration) {
        return configuration.files().isEmpty() ? CHECK : configuration.files().get(0);
    }

    private Optional<Located.Mapping> mapping(String file) {
        Optional<Located> document = document(file);
        if (document.isEmpty() || document.get() instanceof Located.Mapping) {
            return document.map(Located.Mapping.class::cast);
        }
        if (document.get() instanceof Located.Scalar scalar && scalar.value().isNull()) {
            return Optional.of(Located.Mapping.empty(scalar.origin())); // everything is commented out
        }
        problems.add(new Problem(
                document.get().origin(), "", "keys and values", "something else", "write one 'key: value' a line"));
        return Optional.empty();
    }

    private Optional<Located> document(String file) {
        byte[] bytes;
        try {
            bytes = tree.read(file);
        } catch (NoSuchFileException e) {
            return unreadable(
                    file, "a file of the repository", "no such file", "add it, or correct config in the file");
        } catch (IOException e) {
            return unreadable(file, "a readable file of the repository", e.getMessage(), "make it readable");
        }
        String name = file.toLowerCase(Locale.ROOT);
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return YamlReader.read(bytes, file, problems);
        }
        if (name.endsWith(".json")) {
            return JsonReader.read(bytes, file, problems);
        }
        if (name.endsWith(".properties")) {
            return PropertiesReader.read(bytes, file, problems);
        }
        return unreadable(file, "a .yaml, .yml, .json or .properties file", "another name", "rename the file");
    }

    private Optional<Located> unreadable(String file, String expected, String butWas, String remedy) {
        problems.add(new Problem(new Origin(file, 0, 0), "", expected, String.valueOf(butWas), remedy));
        return Optional.empty();
    }

    private Optional<Contract> contract(String file) {
        Optional<Located> document = document(file);
        try {
            return document.map(definition -> Contract.ofTeam(definition.toJson()));
        } catch (IllegalArgumentException e) {
            notASchema(file, e);
            return Optional.empty();
        }
    }

    private void validate(Located.Mapping merged, Contract contract, String file) {
        try {
            problems.addAll(contract.violations(merged));
        } catch (IllegalArgumentException e) {
            notASchema(file, e);
        }
    }

    private void notASchema(String file, IllegalArgumentException e) {
        problems.add(new Problem(
                Origin.startOf(file),
                "",
                "a JSON Schema without references to other documents",
                String.valueOf(e.getMessage()).replaceAll("\\s+", " "),
                "correct the schema"));
    }

    private void require(String key, Located.Mapping merged) {
        Optional<Located> value = find(merged, key);
        if (value.isEmpty()) {
            String nearest = Words.nearest(key, keys(merged))
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("");
            Place above = Place.find(merged, List.of((Object[]) key.split("\\.")));
            problems.add(
                    new Problem(above.key(), key, "a value", "no such key", "add it to one of the files" + nearest));
        } else if (isEmpty(value.get())) {
            problems.add(new Problem(value.get().origin(), key, "a value", "an empty one", "fill it in"));
        }
    }

    private static List<String> keys(Located.Mapping merged) {
        return new EffectiveConfiguration(merged)
                .leaves().stream().map(EffectiveConfiguration.Leaf::key).toList();
    }

    private static boolean isEmpty(Located value) {
        return value instanceof Located.Scalar scalar
                && (scalar.value().isNull() || scalar.value().asText().isBlank());
    }

    /** A dotted key, through mappings; a key that has dots itself is found as well. */
    private static Optional<Located> find(Located value, String dotted) {
        if (!(value instanceof Located.Mapping mapping)) {
            return Optional.empty();
        }
        if (mapping.get(dotted) != null) {
            return Optional.of(mapping.get(dotted));
        }
        for (int dot = dotted.indexOf('.'); dot > 0; dot = dotted.indexOf('.', dot + 1)) {
            Located child = mapping.get(dotted.substring(0, dot));
            Optional<Located> found = child == null ? Optional.empty() : find(child, dotted.substring(dot + 1));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
