package io.jenkins.plugins.promotion.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The top layer of the configuration: variables such as {@code STOREFRONT__DATABASE__MAX_CONNECTIONS}. Two underscores
 * separate levels; a level is an existing key, whatever its case, underscores and dashes, otherwise a new one in camel case.
 */
final class VariableLayer {
    private final String prefix;
    private final Map<String, String> variables;
    private final List<Problem> problems;

    VariableLayer(String application, Map<String, String> variables, List<Problem> problems) {
        prefix = application.toUpperCase(Locale.ROOT).replace('-', '_') + "__";
        this.problems = problems;
        this.variables = new TreeMap<>(); // so that the order of the environment does not matter
        variables.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                this.variables.put(name, value);
            }
        });
    }

    Located.Mapping over(Located.Mapping files) {
        Located.Mapping result = files;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            Origin origin = Origin.variable(variable.getKey());
            List<String> path =
                    List.of(variable.getKey().substring(prefix.length()).split("__", -1));
            if (path.size() > 50
                    || path.stream().anyMatch(level -> level.replace("_", "").isEmpty())) {
                problems.add(new Problem(
                        origin,
                        "",
                        "names between every two underscores, such as " + prefix + "DATABASE__URL",
                        "a level without a name",
                        "rename the variable"));
                continue;
            }
            String text = variable.getValue();
            Located.Scalar value = new Located.Scalar(origin, PlainScalars.ofText(text), text);
            result = (Located.Mapping) put(result, path, value);
        }
        return result;
    }

    private Located put(Located target, List<String> path, Located.Scalar value) {
        if (path.isEmpty()) {
            return leaf(target, value);
        }
        if (target instanceof Located.Sequence sequence) {
            return putItem(sequence, path, value);
        }
        if (target instanceof Located.Scalar scalar && !scalar.value().isNull()) {
            problem(value.origin(), "a variable for '" + path.get(0) + "' inside an object", "a single value there");
            return target;
        }
        Located.Mapping mapping =
                target instanceof Located.Mapping existing ? existing : Located.Mapping.empty(value.origin());
        String key = key(mapping, path.get(0), value.origin());
        Located.Member member = mapping.members().get(key);
        Located below = member == null ? null : member.value();
        Origin keyOrigin = member == null ? value.origin() : member.key();
        return mapping.with(key, new Located.Member(keyOrigin, put(below, path.subList(1, path.size()), value)));
    }

    private Located leaf(Located target, Located.Scalar value) {
        if (target instanceof Located.Mapping mapping && !mapping.members().isEmpty()) {
            problem(
                    value.origin(),
                    "a variable for each of " + Words.list(mapping.members().keySet()),
                    "one for all");
            return target;
        }
        if (target != null && target.origin().line() == 0) {
            problem(value.origin(), "each key once", "the same key as " + target.origin());
        }
        return value;
    }

    private Located putItem(Located.Sequence sequence, List<String> path, Located.Scalar value) {
        int size = sequence.items().size();
        String level = path.get(0);
        if (!level.matches("[0-9]{1,5}") || Integer.parseInt(level) > size) {
            problem(value.origin(), "an index from 0 to " + size + " of the list", "'" + level + "'");
            return sequence;
        }
        int index = Integer.parseInt(level);
        List<Located> items = new ArrayList<>(sequence.items());
        if (index == size) {
            items.add(null);
        }
        items.set(index, put(items.get(index), path.subList(1, path.size()), value));
        return new Located.Sequence(sequence.origin(), items);
    }

    private String key(Located.Mapping mapping, String level, Origin origin) {
        if (mapping.members().containsKey(level)) {
            return level;
        }
        List<String> meant = mapping.members().keySet().stream()
                .filter(key -> plain(key).equals(plain(level)))
                .toList();
        if (meant.size() > 1) {
            problem(origin, "one key that is meant", "several: " + Words.list(meant));
        }
        return meant.isEmpty() ? camelCase(level) : meant.get(0);
    }

    private static String plain(String key) {
        return key.toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
    }

    /** {@code MAX_CONNECTIONS} as {@code maxConnections}; a name that has small letters stays as it is. */
    private static String camelCase(String level) {
        if (!level.equals(level.toUpperCase(Locale.ROOT))) {
            return level;
        }
        List<String> words = List.of(level.replaceAll("^_+", "").split("_+"));
        return words.get(0).toLowerCase(Locale.ROOT)
                + words.stream()
                        .skip(1)
                        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining());
    }

    private void problem(Origin origin, String expected, String butWas) {
        problems.add(new Problem(origin, "", expected, butWas, "rename or remove the variable"));
    }
}
