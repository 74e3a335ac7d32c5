package io.jenkins.plugins.promotion.cli.pipeline;

import groovy.lang.Script;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The variables that scripts and child processes see: global ones of the language, and the environment. */
final class Variables {
    private final RunRecord record;
    private final ScriptLoader scripts;
    private final Credentials credentials;

    Variables(RunRecord record, ScriptLoader scripts, Credentials credentials) {
        this.record = record;
        this.scripts = scripts;
        this.credentials = credentials;
    }

    /** A global variable: built in, or of a library; those are made once a run. */
    Optional<Object> global(String name, Program program) throws ReflectiveOperationException {
        return switch (name) {
            case "env" -> Optional.of(new Names.Env());
            case "params" -> Optional.of(new LinkedHashMap<>(record.parameters()));
            case "currentBuild" -> Optional.of(new Names.CurrentBuild());
            case "steps" -> Optional.of(new Names.Steps());
            case "scm" -> Optional.of("workspace");
            default -> Optional.ofNullable(ofLibrary(name, program));
        };
    }

    private Script ofLibrary(String name, Program program) throws ReflectiveOperationException {
        Script made = program.variables().get(name);
        if (made == null) {
            made = scripts.newVariable(name, program.libraries()).orElse(null);
            if (made != null) {
                program.variables().put(name, made);
            }
        }
        return made;
    }

    /** For an error message: what libraries define; nothing if they cannot be read. */
    Collection<String> names(Program program) {
        try {
            return scripts.variableNames(program.libraries());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Every environment variable that code in the scope sees, with the values of bound credentials. */
    Map<String, String> environment(Program program, Scope scope) {
        String number = String.valueOf(record.number());
        Map<String, String> environment = new LinkedHashMap<>(System.getenv());
        environment.put("JOB_NAME", record.job());
        environment.put("JOB_BASE_NAME", record.job().substring(record.job().lastIndexOf('/') + 1));
        environment.put("BUILD_NUMBER", number);
        environment.put("BUILD_ID", number);
        environment.put("BUILD_DISPLAY_NAME", "#" + number);
        environment.put("BUILD_TAG", "jenkins-" + record.job() + "-" + number);
        environment.put("WORKSPACE", record.workspace());
        record.parameters().forEach((name, value) -> environment.put(name, String.valueOf(value)));
        environment.putAll(program.environment());
        scope.applyTo(environment, credentials);
        return environment;
    }
}
