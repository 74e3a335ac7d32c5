package io.jenkins.plugins.promotion.cli.pipeline;

import com.cloudbees.groovy.cps.Continuable;
import groovy.lang.Closure;
import groovy.lang.GroovyObjectSupport;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.codehaus.groovy.runtime.InvokerHelper;

/** What the names of a script mean that Groovy itself does not know. */
final class Names {
    /** Words inside a step's arguments, such as {@code string(name: 'X')}: they only describe. */
    private static final List<String> DESCRIPTIONS = List.of(
            "string",
            "text",
            "choice",
            "booleanParam",
            "password",
            "usernamePassword",
            "usernameColonPassword",
            "file",
            "logRotator",
            "buildDiscarder");

    private Names() {}

    static Object call(String name, Object[] args) {
        Strand strand = Strand.current();
        PipelineRun run = strand.run();
        try {
            Optional<Object> variable = run.variables().global(name, run.program());
            if (variable.isPresent()) {
                return InvokerHelper.getMetaClass(variable.get()).invokeMethod(variable.get(), "call", args);
            }
            if (run.host().steps().find(name).isEmpty() && DESCRIPTIONS.contains(name)) {
                return describe(name, args);
            }
            return step(strand, name, args);
        } catch (Exception e) {
            throw Names.<RuntimeException>sneaky(e);
        }
    }

    static Optional<Object> value(String name) {
        PipelineRun run = Strand.current().run();
        Optional<Object> variable;
        try {
            variable = run.variables().global(name, run.program());
        } catch (Exception e) {
            throw Names.<RuntimeException>sneaky(e);
        }
        return variable.isPresent()
                ? variable
                : Optional.ofNullable(environment().get(name));
    }

    /** What the code that is running sees. */
    private static Map<String, String> environment() {
        Strand strand = Strand.current();
        return strand.run().variables().environment(strand.program(), strand.scope());
    }

    private static Object step(Strand strand, String name, Object[] args) throws Exception {
        PipelineRun run = strand.run();
        Step step = run.host().steps().get(name, run.variables().names(run.program()));
        Map<String, Closure<?>> bodies = new LinkedHashMap<>();
        StepCall call = strand.call(step, Arguments.of(step, args, bodies), bodies);
        if (step instanceof ImmediateStep) {
            return call.runNow(step);
        }
        return Continuable.suspend(name, call);
    }

    private static Object describe(String name, Object[] args) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("symbol", name);
        if (args.length == 1 && args[0] instanceof Map<?, ?> named) {
            named.forEach((key, value) -> description.put(key.toString(), value));
        }
        return description;
    }

    /** Scripts catch checked exceptions that no Java signature announces. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> E sneaky(Exception e) throws E {
        throw (E) e;
    }

    /** The variable {@code steps}: what vars call steps on when they are given {@code this} or {@code steps}. */
    static final class Steps extends GroovyObjectSupport implements Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object invokeMethod(String name, Object args) {
            return call(name, InvokerHelper.asArray(args));
        }
    }

    /** The variable {@code env}. */
    static final class Env extends GroovyObjectSupport implements Serializable {
        private static final long serialVersionUID = 1L;

        public Map<String, String> getEnvironment() {
            return Strand.current().run().program().environment();
        }

        @Override
        public Object getProperty(String name) {
            return "environment".equals(name)
                    ? getEnvironment()
                    : Names.environment().get(name);
        }

        @Override
        public void setProperty(String name, Object value) {
            Map<String, String> environment = getEnvironment();
            if (value == null) {
                environment.remove(name);
            } else {
                environment.put(name, value.toString());
            }
        }
    }

    /** The variable {@code currentBuild}. */
    public static final class CurrentBuild implements Serializable {
        private static final long serialVersionUID = 1L;

        private PipelineRun run() {
            return Strand.current().run();
        }

        public int getNumber() {
            return run().number();
        }

        public String getId() {
            return String.valueOf(getNumber());
        }

        public String getProjectName() {
            return run().job();
        }

        public String getFullProjectName() {
            return run().job();
        }

        public String getResult() {
            Result result = run().program().result();
            return result == null ? null : result.name();
        }

        /** As in Jenkins, a result can only be made worse. */
        public void setResult(String result) {
            if (result != null) {
                run().program().worsen(Result.valueOf(result));
            }
        }

        public String getCurrentResult() {
            String result = getResult();
            return result == null ? Result.SUCCESS.name() : result;
        }

        public boolean resultIsBetterOrEqualTo(String other) {
            return !Result.valueOf(getCurrentResult()).isWorseThan(Result.valueOf(other));
        }

        public boolean resultIsWorseOrEqualTo(String other) {
            return !Result.valueOf(other).isWorseThan(Result.valueOf(getCurrentResult()));
        }

        public String getDescription() {
            return run().program().description();
        }

        public void setDescription(String description) {
            run().program().describe(description);
        }

        public String getDisplayName() {
            String name = run().program().displayName();
            return name == null ? "#" + getNumber() : name;
        }

        public void setDisplayName(String name) {
            run().program().display(name);
        }

        public String getFullDisplayName() {
            return getProjectName() + " " + getDisplayName();
        }

        /** Epoch milliseconds. */
        public long getStartTimeInMillis() {
            return run().startedAt();
        }

        /** Milliseconds. */
        public long getDuration() {
            return System.currentTimeMillis() - getStartTimeInMillis();
        }

        public String getDurationString() {
            return getDuration() / 1000 + " sec";
        }

        public Map<String, String> getBuildVariables() {
            return new LinkedHashMap<>(run().program().environment());
        }
    }
}
