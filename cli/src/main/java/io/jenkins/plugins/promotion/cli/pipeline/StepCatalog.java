package io.jenkins.plugins.promotion.cli.pipeline;

import hudson.AbortException;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.TreeMap;

/** The steps that a script may call, by name. */
public final class StepCatalog {
    private final TreeMap<String, Step> steps = new TreeMap<>();

    /** @throws IllegalArgumentException if two steps have one name */
    public StepCatalog with(Step... more) {
        StepCatalog catalog = new StepCatalog();
        catalog.steps.putAll(steps);
        for (Step step : more) {
            if (catalog.steps.putIfAbsent(step.name(), step) != null) {
                throw new IllegalArgumentException("two steps are called '" + step.name() + "'");
            }
        }
        return catalog;
    }

    Collection<String> names() {
        return Collections.unmodifiableSet(steps.keySet());
    }

    Optional<Step> find(String name) {
        return Optional.ofNullable(steps.get(name));
    }

    Step get(String name, Collection<String> variables) throws AbortException {
        if ("pipeline".equals(name)) {
            throw new AbortException("Declarative Pipeline (pipeline { … }) is not supported by the command line:"
                    + " expected Scripted Pipeline; call promotionPipeline, or write node { stage('…') { … } }");
        }
        Step step = steps.get(name);
        if (step == null) {
            TreeMap<String, Step> known = new TreeMap<>(steps);
            variables.forEach(variable -> known.put(variable, null));
            String near = Nearest.to(name, known.keySet())
                    .map(found -> "; did you mean '" + found + "'?")
                    .orElse(".");
            throw new AbortException(
                    "No such step '" + name + "'" + near + " The steps are " + String.join(", ", names())
                            + (variables.isEmpty() ? "" : "; from libraries: " + String.join(", ", variables)));
        }
        return step;
    }
}
