package io.jenkins.plugins.promotion.cli.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A step as a host writes them: prepares in the background, runs its body, undoes in the background when the body fails. */
final class GuardedStep implements Step {

    @Override
    public String name() {
        return "guarded";
    }

    @Override
    public List<String> parameters() {
        return List.of("file");
    }

    @Override
    public BodyRule body() {
        return BodyRule.REQUIRED;
    }

    @Override
    public StepExecution start(StepContext context, Arguments arguments) throws Exception {
        Execution execution = new Execution(arguments.text("file"));
        execution.resume(context);
        return execution;
    }

    private enum Phase {
        PREPARING,
        BODY,
        UNDOING
    }

    private static final class Execution implements StepExecution {
        private static final long serialVersionUID = 1L;

        private final String file;
        private Phase phase = Phase.PREPARING;
        private Throwable failure;

        Execution(String file) {
            this.file = file;
        }

        @Override
        public void resume(StepContext context) {
            switch (phase) {
                case PREPARING ->
                    context.background(() -> note(context, "prepared"), result -> {
                        phase = Phase.BODY;
                        context.startBody(BodyScope.UNCHANGED.withEnvironment(List.of("GUARD=" + context.id())));
                    });
                case BODY -> context.log("body goes on");
                case UNDOING -> undo(context);
            }
        }

        @Override
        public void bodyEnded(StepContext context, String body, BodyResult result) {
            if (!result.failed()) {
                context.succeed("done");
                return;
            }
            failure = result.error();
            phase = Phase.UNDOING;
            context.save();
            undo(context);
        }

        private void undo(StepContext context) {
            context.background(
                    () -> {
                        context.log("undoing");
                        while (!Files.exists(context.directory().resolve("undo"))) {
                            Thread.sleep(10);
                        }
                        return note(context, "undone");
                    },
                    result -> context.fail(failure));
        }

        /** Undoing is finished whoever asks to stop. */
        @Override
        public void stop(StepContext context, Throwable cause) {
            if (phase != Phase.UNDOING && !context.stopBodies(cause)) {
                context.fail(cause);
            }
        }

        private Object note(StepContext context, String line) throws Exception {
            Path path = context.directory().resolve(file);
            Files.writeString(path, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return null;
        }
    }
}
