package io.jenkins.plugins.promotion.cli.demo;

import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.engine.history.DeploymentJournal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalListener;
import io.jenkins.plugins.promotion.engine.rollback.RollbackDriver;
import io.jenkins.plugins.promotion.engine.rollout.RolloutJournal;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
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

    public static final List<String> PHASES =
            List.of("preflight", "secrets", "deploy", "health", "health@WEIGHT", "smoke", "soak", "rollback");

    /**
     * The fault of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Fault of(String name) {
        if (name.matches("health@([1-9]|[1-9][0-9]|100)")) {
            return new Fault("health", Integer.parseInt(name.substring("health@".length())));
        }
        if (!name.contains("@") && PHASES.contains(name)) {
            return new Fault(name, name.equals("rollback") ? 25 : 0);
        }
        throw new IllegalArgumentException("expected one of " + String.join(", ", PHASES) + ", but was '" + name + "'");
    }

    /** What it changes before the pipeline starts. */
    public Map<String, String> variables() {
        // Port 1 of this machine: nobody listens there.
        return phase.equals("preflight") ? Map.of("DEMO_PRODUCTION_DEPENDENCY", "127.0.0.1:1") : Map.of();
    }

    /** Strikes when the journal of the deployment to production shows its moment. */
    public JournalListener strikingIn(Deployment deployment, Path home) {
        if (!deployment.environment().equals(ENVIRONMENT)) {
            return entry -> {};
        }
        Path faults = home.resolve("faults").resolve(ENVIRONMENT);
        return new JournalListener() {
            private String slot = "";
            private String configuration = "";

            @Override
            public void after(JournalEntry entry) {
                if (entry.kind().equals(DeploymentJournal.PLAN)) {
                    slot = entry.text("slot");
                }
                if (entry.kind().equals(RollbackDriver.BASELINE)) {
                    configuration = RollbackDriver.captured(entry)
                            .of("configuration")
                            .map(state -> state.getOrDefault("version", ""))
                            .orElse("");
                }
                try {
                    strike(entry, slot, faults, deployment.release());
                    if (phase.equals("rollback") && entry.kind().equals(RollbackDriver.BEGUN)) {
                        lose(home.resolve("environments/" + ENVIRONMENT + "/config/versions")
                                .resolve(configuration));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private void strike(JournalEntry entry, String slot, Path faults, String release) throws IOException {
        boolean begun = entry.kind().equals(DeploymentJournal.LEASE);
        switch (phase) {
            case "secrets", "deploy" -> write(begun, faults.resolve(phase), "");
            case "smoke" -> write(begun, faults.resolve(release), "errors=100");
            case "soak" -> write(gives(entry, slot, 100), faults.resolve(release), "health");
            case "health", "rollback" ->
                write(weight == 0 ? begun : gives(entry, slot, weight), faults.resolve(release), "health");
            default -> {}
        }
    }

    private static boolean gives(JournalEntry entry, String slot, int weight) {
        return entry.kind().equals(RolloutJournal.APPLIED)
                && !slot.isEmpty()
                && entry.number(Slot.of(slot).toString()) == weight;
    }

    private static void write(boolean now, Path file, String text) throws IOException {
        if (now) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text + "\n");
        }
    }

    /** The former configuration is gone, so that it cannot be brought back. */
    private static void lose(Path version) throws IOException {
        Files.move(version, version.resolveSibling("lost-" + version.getFileName()));
    }
}
