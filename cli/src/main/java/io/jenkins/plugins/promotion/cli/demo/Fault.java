package io.jenkins.plugins.promotion.cli.demo;

import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.engine.history.DeploymentJournal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalListener;
import io.jenkins.plugins.promotion.engine.rollback.RollbackDriver;
import io.jenkins.plugins.promotion.engine.rollout.RolloutJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Something that goes wrong in production during the demonstration, at the moment at which the journal shows the named phase.
 *
 * @param phase {@code preflight}, {@code secrets}, {@code deploy}, {@code health}, {@code smoke}, {@code soak}, {@code rollback}
 * @param weight for {@code health@25}: the percent at which the release falls ill; 0 for before it gets traffic
 */
public record Fault(String phase, int weight) {
    static final String ENVIRONMENT = "production";

    private static final List<String> PHASES =
            List.of("preflight", "secrets", "deploy", "health", "health@WEIGHT", "smoke", "soak", "rollback");

    /** The canary's, and the end of it. */
    private static final List<String> WEIGHTS = List.of("5", "25", "50", "100");

    /**
     * The fault of that name.
     *
     * @throws IllegalArgumentException if there is none; the message is what was expected
     */
    public static Fault of(String name) {
        if (name.startsWith("health@") && WEIGHTS.contains(name.substring("health@".length()))) {
            return new Fault("health", Integer.parseInt(name.substring("health@".length())));
        }
        if (!name.contains("@") && PHASES.contains(name)) {
            return new Fault(name, name.equals("rollback") ? 25 : 0);
        }
        throw new IllegalArgumentException(
                "one of " + String.join(", ", PHASES) + "; WEIGHT is one of " + String.join(", ", WEIGHTS));
    }

    /** What it changes before the pipeline starts. */
    public Map<String, String> variables() {
        // Port 1 of this machine: nobody listens there.
        return phase.equals("preflight") ? Map.of("DEMO_PRODUCTION_DEPENDENCY", "127.0.0.1:1") : Map.of();
    }

    /** Strikes when the journal of the deployment to production shows its moment. */
    public JournalListener strikingIn(Deployment deployment, Path home) {
        return deployment.environment().equals(ENVIRONMENT) ? new Watch(deployment.release(), home) : entry -> {};
    }

    /** Follows the deployment to production until the fault's moment has come. */
    private final class Watch implements JournalListener {
        private final String release;
        private final Path home;
        private String slot = "";
        private long given;
        private String configuration = "";

        Watch(String release, Path home) {
            this.release = release;
            this.home = home;
        }

        @Override
        public void after(JournalEntry entry) {
            remember(entry);
            try {
                if (hasCome(entry)) {
                    strike();
                }
                if (phase.equals("rollback") && entry.kind().equals(RollbackDriver.BEGUN)) {
                    loseFormerConfiguration();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void remember(JournalEntry entry) {
            switch (entry.kind()) {
                case DeploymentJournal.PLAN -> slot = entry.text("slot");
                case RolloutJournal.APPLIED -> given = entry.number(slot);
                case RollbackDriver.BASELINE ->
                    configuration = RollbackDriver.captured(entry)
                            .of("configuration")
                            .map(state -> state.getOrDefault("version", ""))
                            .orElse("");
                default -> {}
            }
        }

        private boolean hasCome(JournalEntry entry) {
            return switch (phase) {
                case "preflight" -> false;
                case "soak" ->
                    given == 100
                            && entry.kind().equals(RolloutJournal.STATE)
                            && entry.text("phase").equals("WATCHING");
                default ->
                    weight == 0
                            ? entry.kind().equals(DeploymentJournal.LEASE)
                            : given == weight && entry.kind().equals(RolloutJournal.APPLIED);
            };
        }

        private void strike() throws IOException {
            switch (phase) {
                case "secrets", "deploy" -> write(phase, "");
                case "smoke" -> write(release, "errors=100");
                default -> write(release, "health");
            }
        }

        private void write(String name, String text) throws IOException {
            Path faults = home.resolve("faults").resolve(ENVIRONMENT);
            Files.createDirectories(faults);
            Files.writeString(faults.resolve(name), text + "\n");
        }

        private void loseFormerConfiguration() throws IOException {
            Path version = home.resolve("environments/" + ENVIRONMENT + "/config/versions")
                    .resolve(configuration);
            Files.move(version, version.resolveSibling("lost-" + version.getFileName()));
        }
    }
}
