package io.jenkins.plugins.promotion.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what a valid environment asks for and nobody here carries out: the schema knows more than this version does. */
final class Unavailable {
    private static final String EACH = "*";

    private final List<Problem> problems = new ArrayList<>();

    private Unavailable() {}

    /**
     * Everything of that sort, at its place.
     *
     * @param path of the environment, as messages show it
     * @param kinds what can be chosen here: where, such as {@code secrets.*.store} → kinds
     */
    static List<Problem> in(Located.Mapping environment, String path, Map<String, Set<String>> kinds) {
        Unavailable unavailable = new Unavailable();
        EnvironmentReader.UNSUPPORTED.forEach(
                key -> unavailable.lookForKey(environment, path, List.of(key.split("\\."))));
        kinds.forEach((where, known) -> unavailable.lookForKind(environment, path, List.of(where.split("\\.")), known));
        return unavailable.problems;
    }

    private void lookForKey(Located value, String path, List<String> keys) {
        if (!(value instanceof Located.Mapping mapping) || mapping.get(keys.get(0)) == null) {
            return;
        }
        Located.Member member = mapping.members().get(keys.get(0));
        String below = path + "." + keys.get(0);
        if (keys.size() > 1) {
            lookForKey(member.value(), below, rest(keys));
        } else if (!member.value().toJson().isEmpty()) {
            problems.add(new Problem(
                    member.key(),
                    below,
                    "what this version carries out",
                    keys.get(0),
                    "remove it, or do it in a stage of the pipeline"));
        }
    }

    private void lookForKind(Located value, String path, List<String> where, Set<String> known) {
        if (where.isEmpty()) {
            lookAtChoice(value, path, known);
        } else if (where.get(0).equals(EACH) && value instanceof Located.Sequence list) {
            for (int i = 0; i < list.items().size(); i++) {
                lookForKind(list.items().get(i), path + "[" + i + "]", rest(where), known);
            }
        } else if (value instanceof Located.Mapping mapping && mapping.get(where.get(0)) != null) {
            lookForKind(mapping.get(where.get(0)), path + "." + where.get(0), rest(where), known);
        }
    }

    private void lookAtChoice(Located choice, String path, Set<String> known) {
        if (choice instanceof Located.Mapping mapping) {
            mapping.members().forEach((kind, member) -> {
                if (!known.contains(kind)) {
                    problems.add(new Problem(
                            member.key(),
                            path + "." + kind,
                            "a kind that this version carries out: "
                                    + Words.list(known.stream().sorted().toList()),
                            kind,
                            "preflight refuses it; choose one of these"));
                }
            });
        }
    }

    private static List<String> rest(List<String> path) {
        return path.subList(1, path.size());
    }
}
