package io.jenkins.plugins.promotion.engine.config;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Something wrong at a place of a file: a {@link Finding} that still knows its place, so that problems can be sorted. */
record Problem(Origin origin, String path, String expected, String butWas, String remedy) {

    Finding toFinding(String check) {
        String subject = path.isEmpty() ? origin.toString() : origin + ": " + path;
        return Finding.error(check, subject, expected, butWas, remedy);
    }

    /** All problems as findings, each once, in the order of the file. */
    static List<Finding> findings(String check, Collection<Problem> problems) {
        // A mistake in the defaults stands under every environment; its place and its words are the same.
        Set<List<Object>> seen = new HashSet<>();
        return problems.stream()
                .filter(problem -> seen.add(List.of(problem.origin, problem.expected, problem.butWas)))
                .sorted(Comparator.comparing(Problem::origin))
                .map(problem -> problem.toFinding(check))
                .toList();
    }

    static void throwIfAny(String check, Collection<Problem> problems) throws PromotionException {
        if (!problems.isEmpty()) {
            throw new PromotionException(findings(check, problems));
        }
    }
}
