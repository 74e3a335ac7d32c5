package io.jenkins.plugins.promotion.engine.config;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces {@code ${NAME}} and {@code ${NAME:-default}} in texts by the host's variables; {@code $$} is a plain {@code $}. */
final class Placeholders {
    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\$(?:\\$|\\{([A-Za-z_][A-Za-z0-9_]*+)(?::-([^}]*+))?}|\\{[^}]*+}?)");
    /** Known only to a deployment; the checks replace them. */
    private static final Set<String> LATER = Set.of("release", "environment");
    /** Characters of all texts together. */
    private static final int MOST_CHARACTERS = 8 << 20;

    private final Map<String, String> variables;
    private final List<Problem> problems;
    private long characters;

    Placeholders(Map<String, String> variables, List<Problem> problems) {
        this.variables = variables;
        this.problems = problems;
    }

    Located.Mapping resolve(Located.Mapping mapping, String path) {
        Map<String, Located.Member> resolved = new LinkedHashMap<>();
        mapping.members()
                .forEach((key, member) -> resolved.put(
                        key,
                        new Located.Member(
                                member.key(), resolve(member.value(), path.isEmpty() ? key : path + "." + key))));
        return new Located.Mapping(mapping.origin(), resolved);
    }

    private Located resolve(Located value, String path) {
        if (value instanceof Located.Mapping mapping) {
            return resolve(mapping, path);
        }
        if (value instanceof Located.Sequence sequence) {
            List<Located> items = new ArrayList<>();
            for (Located item : sequence.items()) {
                items.add(resolve(item, path + "[" + items.size() + "]"));
            }
            return new Located.Sequence(sequence.origin(), items);
        }
        Located.Scalar scalar = (Located.Scalar) value;
        return scalar.value().isTextual() && scalar.value().textValue().indexOf('$') >= 0
                ? resolve(scalar, path)
                : scalar;
    }

    private Located.Scalar resolve(Located.Scalar scalar, String path) {
        StringBuilder text = new StringBuilder();
        Matcher matcher = PLACEHOLDER.matcher(scalar.value().textValue());
        while (matcher.find()) {
            matcher.appendReplacement(text, Matcher.quoteReplacement(replacement(matcher, scalar, path)));
        }
        matcher.appendTail(text);
        return new Located.Scalar(scalar.origin(), TextNode.valueOf(text.toString()), scalar.written());
    }

    private String replacement(Matcher placeholder, Located.Scalar scalar, String path) {
        String written = placeholder.group();
        if (written.equals("$$")) {
            return "$";
        }
        String name = placeholder.group(1);
        if (name == null) {
            problems.add(new Problem(
                    scalar.origin(),
                    path,
                    "${NAME} or ${NAME:-default}",
                    "'" + Words.shorten(written) + "'",
                    "correct the name, or write $$ for a plain $"));
            return "";
        }
        if (LATER.contains(name)) {
            return written;
        }
        String value = variables.getOrDefault(name, placeholder.group(2));
        if (value == null) {
            problems.add(new Problem(
                    scalar.origin(),
                    path,
                    "a value for the variable " + name,
                    "none",
                    "set " + name + ", or give a default: ${" + name + ":-…}"
                            + Words.nearest(name, variables.keySet())
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse("")));
            return "";
        }
        characters += value.length();
        if (characters > MOST_CHARACTERS) {
            problems.add(new Problem(
                    scalar.origin(),
                    path,
                    "values of at most " + MOST_CHARACTERS + " characters in all",
                    "more",
                    "use shorter variables"));
            return "";
        }
        return value;
    }
}
