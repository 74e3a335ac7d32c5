package io.jenkins.plugins.promotion;

import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.PhaseRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the repository's Jenkinsfile.example promotes in a test, in whichever host: two environments of real servers, and small
 * scripts of the names that it calls. What comes of it is the same in both hosts.
 */
public final class ExampleShop implements AutoCloseable {
    public static final String JENKINSFILE = "Jenkinsfile.example";

    /** Every deployment of the example, oldest first, and its phases. */
    public static final String PHASES = """
            testing 1.0.1 SUCCEEDED
              preflight ok
              baseline ok
              configuration ok
              secrets ok
              deploy ok
              verify ok
              switch ok
              soak ok
              record ok
            production 1.0.1 SUCCEEDED
              preflight ok
              approval ok
              baseline ok
              configuration ok
              secrets ok
              deploy ok
              verify ok
              switch ok
              soak ok
              record ok
            """;

    private static final String SETTINGS = """
            config: { files: [demo/base.yaml], publish: { file: { path: published/%1$s } } }
            secrets: [{ name: token, generate: { length: 32 }, store: { file: { path: %1$s.json, keyFile: key } } }]
            """;

    private final Map<String, TwoSlots> environments = new LinkedHashMap<>();
    private final Path repository;

    /** @param repository the folder with Jenkinsfile.example */
    public ExampleShop(Path repository) {
        this.repository = repository;
        environments.put("testing", new TwoSlots().live("1.0.0"));
        environments.put("production", new TwoSlots().live("1.0.0"));
    }

    /** The application's repository: texts by path; what ends in {@code .sh} is to be executable. */
    public Map<String, String> files() throws IOException {
        return Map.of(
                JENKINSFILE,
                Files.readString(repository.resolve(JENKINSFILE)),
                "demo/promotion.yaml",
                promotionFile(),
                "demo/base.yaml",
                "greeting: hello\n",
                "demo/build-release.sh",
                "#!/bin/sh\necho \"built $1\"\n",
                "demo/deploy.sh",
                deployScript());
    }

    /** Production asks alice, and lets a canary go first. */
    private String promotionFile() {
        StringBuilder file = new StringBuilder("application: storefront\nenvironments:\n");
        environments.forEach((name, slots) -> {
            String more = SETTINGS.formatted(name)
                    + (name.equals("production")
                            ? "approval: { quorum: 1, from: [alice] }\nrollout: { canary: [{ weight: 20, for: 100ms }] }\n"
                            : "");
            slots.promotionFile(more)
                    .lines()
                    .skip(2)
                    .map(line -> line.equals("  production:") ? "  " + name + ":" : line)
                    .forEach(line -> file.append(line).append('\n'));
        });
        return file.toString();
    }

    private String deployScript() {
        StringBuilder script = new StringBuilder("#!/bin/sh\ncase $PROMOTION_ENVIRONMENT in\n");
        environments.forEach((name, slots) ->
                script.append(name).append(") ").append(slots.deployCommand()).append(" ;;\n"));
        return script.append("esac\n").toString();
    }

    /** What the environment's balancer was told. */
    public List<String> splits(String environment) {
        return environments.get(environment).splits();
    }

    /** The deployments as {@link #PHASES} writes them. */
    public static String phases(List<DeploymentRecord> records) {
        StringBuilder text = new StringBuilder();
        records.stream()
                .sorted(Comparator.comparingLong(record -> record.deployment().startedAt()))
                .forEach(record -> {
                    text.append(record.deployment().environment())
                            .append(' ')
                            .append(record.deployment().release())
                            .append(' ')
                            .append(record.result())
                            .append('\n');
                    for (PhaseRecord phase : record.phases()) {
                        text.append("  ")
                                .append(phase.name())
                                .append(phase.ok() ? " ok" : " failed")
                                .append('\n');
                    }
                });
        return text.toString();
    }

    @Override
    public void close() {
        environments.values().forEach(TwoSlots::close);
    }
}
