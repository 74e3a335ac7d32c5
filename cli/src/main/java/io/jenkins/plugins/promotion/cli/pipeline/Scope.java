package io.jenkins.plugins.promotion.cli.pipeline;

import java.io.File;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Map;

/** Where in the pipeline's blocks a piece of it runs: the innermost body's scope and those around it. */
final class Scope implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Scope outer;
    private final BodyScope own;
    private final String stageStep;

    private Scope(Scope outer, BodyScope own, String stageStep) {
        this.outer = outer;
        this.own = own;
        this.stageStep = stageStep;
    }

    static Scope top(Path workspace) {
        return new Scope(null, BodyScope.UNCHANGED.withDirectory(workspace), "");
    }

    /** The scope of a body that the step starts. */
    Scope inside(String step, BodyScope body) {
        return new Scope(this, body, body.stage() == null ? stageStep : step);
    }

    /** The id of the step whose body the stage is; empty outside stages. */
    String stageStep() {
        return stageStep;
    }

    String stage() {
        return own.stage() != null ? own.stage() : outer == null ? "" : outer.stage();
    }

    String branch() {
        return own.branch() != null ? own.branch() : outer == null ? "" : outer.branch();
    }

    Path directory() {
        return own.path().orElseGet(() -> outer.directory());
    }

    boolean hasSecrets() {
        return !own.secrets().isEmpty() || outer != null && outer.hasSecrets();
    }

    void applyTo(Map<String, String> environment, Credentials credentials) {
        if (outer != null) {
            outer.applyTo(environment, credentials);
        }
        own.environment().forEach(variable -> apply(variable, environment));
        own.secrets().forEach(secret -> environment.put(secret.variable(), credentials.value(secret)));
    }

    private static void apply(String variable, Map<String, String> environment) {
        int equals = variable.indexOf('=');
        String name = variable.substring(0, equals);
        String value = variable.substring(equals + 1);
        int plus = name.indexOf('+');
        if (plus > 0) {
            environment.merge(name.substring(0, plus), value, (old, front) -> front + File.pathSeparator + old);
        } else {
            environment.put(name, value);
        }
    }
}
