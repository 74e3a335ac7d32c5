package io.jenkins.plugins.promotion.cli.pipeline;

import java.util.List;

/** A word of the pipeline language, such as {@code sh} or {@code blueGreenSwitch}. One instance serves every run. */
public interface Step {

    String name();

    /** The names of its arguments; the first takes a lone unnamed one: {@code sh 'make'} is {@code sh script: 'make'}. */
    List<String> parameters();

    default BodyRule body() {
        return BodyRule.NONE;
    }

    /**
     * Begins, on the pipeline's thread, and returns without waiting; the end is told to the context, now or later.
     * The program was saved before, and is saved again after every step that began with it.
     *
     * @throws Exception if the step fails at once
     */
    StepExecution start(StepContext context, Arguments arguments) throws Exception;

    /** A step that is done when {@code work} returns: quick, on the pipeline's thread, and not saved around. */
    static Step immediate(String name, List<String> parameters, Work work) {
        return new ImmediateStep(name, parameters, work);
    }

    /** A step that works on another thread; after a crash it works again from its beginning, so it must be repeatable. */
    static Step background(String name, List<String> parameters, Work work) {
        return new BackgroundStep(name, parameters, work);
    }

    /** What a simple step does; the value it returns is the step's. */
    @FunctionalInterface
    interface Work {
        Object run(StepContext context, Arguments arguments) throws Exception;
    }

    /** Whether a step takes a block. */
    enum BodyRule {
        NONE,
        OPTIONAL,
        REQUIRED,
        /** Blocks as named arguments, as {@code parallel} has them. */
        NAMED
    }
}
