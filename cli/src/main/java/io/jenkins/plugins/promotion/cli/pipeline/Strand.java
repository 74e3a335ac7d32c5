package io.jenkins.plugins.promotion.cli.pipeline;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Continuation;
import com.cloudbees.groovy.cps.CpsDefaultGroovyMethods;
import com.cloudbees.groovy.cps.CpsDefaultGroovyStaticMethods;
import com.cloudbees.groovy.cps.CpsStringGroovyMethods;
import com.cloudbees.groovy.cps.Envs;
import com.cloudbees.groovy.cps.Outcome;
import com.cloudbees.groovy.cps.impl.CpsCallableInvocation;
import groovy.lang.Closure;
import groovy.lang.GroovyObject;
import hudson.AbortException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** One line of execution: the script itself, or a body of a step. It is running, or waits for the end of one call. */
final class Strand implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final ThreadLocal<Strand> CURRENT = new ThreadLocal<>();

    @SuppressWarnings("rawtypes")
    private static final List<Class> CATEGORIES = List.of(
            CpsDefaultGroovyMethods.class,
            CpsDefaultGroovyStaticMethods.class,
            CpsStringGroovyMethods.class,
            SerializableIterators.class);

    private final Program program;
    private final int id;
    private final Scope scope;
    private final StepCall owner;
    private final String body;
    private Closure<?> block;
    private Continuable continuable;
    private StepCall pending;
    private Outcome next = new Outcome(null, null);

    /** The script itself. */
    Strand(Program program, int id, Continuable script, Scope scope) {
        this(program, id, scope, null, "");
        continuable = script;
    }

    /** A body of a step. */
    Strand(Program program, int id, Closure<?> block, Scope scope, StepCall owner, String body) {
        this(program, id, scope, owner, body);
        this.block = block;
    }

    private Strand(Program program, int id, Scope scope, StepCall owner, String body) {
        this.program = program;
        this.id = id;
        this.scope = scope;
        this.owner = owner;
        this.body = body;
    }

    /** The strand whose code is running on this thread. */
    static Strand current() {
        Strand strand = CURRENT.get();
        if (strand == null) {
            throw new IllegalStateException("steps and variables are for the pipeline's own thread only");
        }
        return strand;
    }

    StepCall call(Step step, Arguments arguments, Map<String, Closure<?>> bodies) {
        return new StepCall(this, program.nextId(), step.name(), arguments, bodies);
    }

    boolean isReady() {
        return next != null;
    }

    /** Runs until the next suspension. @return how it ended; null if it waits now */
    BodyResult proceed() {
        Outcome given = next;
        next = null;
        pending = null;
        Strand before = CURRENT.get();
        CURRENT.set(this);
        try {
            Outcome outcome = block == null || given.isFailure() ? resume(given) : begin();
            if (continuable == null || !continuable.isResumable()) {
                return new BodyResult(outcome.getNormal(), outcome.getAbnormal());
            }
            pending = (StepCall) outcome.getNormal();
            pending.locate(continuable.getStackTrace());
            return null;
        } finally {
            CURRENT.set(before);
        }
    }

    private Outcome begin() {
        Closure<?> code = block;
        block = null;
        try {
            // Only transformed code is called by an error; any other, such as a method of Java, is done.
            return new Outcome(code.call(), null);
        } catch (CpsCallableInvocation invocation) {
            continuable = new Continuable(invocation.invoke(Envs.empty(), null, Continuation.HALT));
            return resume(new Outcome(null, null));
        } catch (RuntimeException e) {
            return new Outcome(null, e);
        }
    }

    private Outcome resume(Outcome given) {
        if (continuable == null) {
            return given;
        }
        CpsCallableInvocation.registerMismatchHandler((receiver, expected, actual, called) -> {
            // A block as a field or a method reference is called under another name, rightly; Java code never is.
            if (!(receiver instanceof GroovyObject)) {
                throw new Mismatch(receiver, expected, called);
            }
        });
        try {
            return continuable.run0(given, CATEGORIES);
        } catch (Mismatch mismatch) {
            return continuable.run0(new Outcome(null, new AbortException(mismatch.getMessage())), CATEGORIES);
        } finally {
            CpsCallableInvocation.registerMismatchHandler(null);
        }
    }

    /** Goes on with the end of the call it waits for. */
    void proceedWith(BodyResult result) {
        pending = null;
        next = new Outcome(result.value(), result.error());
    }

    /** Stops what it waits for; code that is about to run gets the error instead of its value. */
    void stop(Throwable cause) {
        if (next != null || pending == null) {
            next = new Outcome(null, cause);
        } else {
            pending.stop(cause);
        }
    }

    PipelineRun run() {
        return program.run();
    }

    Program program() {
        return program;
    }

    int id() {
        return id;
    }

    Scope scope() {
        return scope;
    }

    StepCall owner() {
        return owner;
    }

    String body() {
        return body;
    }

    StepCall pending() {
        return pending;
    }

    /** Java code was given a block and ran it as if it were its own; the block's value would be silently wrong. */
    private static final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Mismatch(Object receiver, String expected, String called) {
            super("expected to call "
                    + (receiver == null ? "" : receiver.getClass().getName() + ".") + expected
                    + ", but wound up in '" + called
                    + "': a block or a script's method was called from code that is not"
                    + " CPS-transformed, such as sort or toString; move it into a @NonCPS method");
        }

        @Override
        public String toString() {
            return getMessage(); // the class says nothing to who wrote the script
        }
    }
}
