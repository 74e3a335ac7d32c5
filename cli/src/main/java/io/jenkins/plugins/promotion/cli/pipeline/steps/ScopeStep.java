package io.jenkins.plugins.promotion.cli.pipeline.steps;

import io.jenkins.plugins.promotion.cli.pipeline.Arguments;
import io.jenkins.plugins.promotion.cli.pipeline.BodyScope;
import io.jenkins.plugins.promotion.cli.pipeline.Step;
import io.jenkins.plugins.promotion.cli.pipeline.StepContext;
import io.jenkins.plugins.promotion.cli.pipeline.StepExecution;
import java.util.List;

/** A step that only runs its body in a changed scope. */
record ScopeStep(String name, List<String> parameters, Change change) implements Step {
    private static final StepExecution RUNNING = context -> {};

    /** What the body sees differently. */
    @FunctionalInterface
    interface Change {
        BodyScope scope(StepContext context, Arguments arguments) throws Exception;
    }

    @Override
    public BodyRule body() {
        return BodyRule.REQUIRED;
    }

    @Override
    public StepExecution start(StepContext context, Arguments arguments) throws Exception {
        context.startBody(change.scope(context, arguments));
        return RUNNING;
    }
}
