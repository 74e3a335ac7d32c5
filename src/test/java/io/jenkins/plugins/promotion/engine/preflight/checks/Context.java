package io.jenkins.plugins.promotion.engine.preflight.checks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import io.jenkins.plugins.promotion.engine.preflight.CheckContext;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.Yaml;

/** What the tests of checks have in common: an environment called testing, release v42. */
final class Context {
    private Context() {}

    static CheckContext of(
            Path workspace, Clock clock, NetworkPolicy policy, List<Environment.Freeze> freeze, Choice... choices) {
        Duration second = Duration.ofSeconds(1);
        Environment environment = new Environment(
                "testing",
                0,
                URI.create("http://127.0.0.1:1/"),
                Map.of(),
                new Environment.Configuration(List.of(), Optional.empty(), List.of(), Optional.empty()),
                List.of(),
                List.of(choices),
                Optional.empty(),
                freeze,
                choice("none", "{}"),
                new Environment.Health("/health", second, 1, 1, second, second),
                new Environment.Rollout(List.of(), Duration.ZERO, Duration.ZERO, List.of()),
                List.of());
        return new CheckContext(
                environment,
                "v42",
                path -> Files.readAllBytes(workspace.resolve(path)),
                workspace,
                clock,
                new WebClient(policy));
    }

    static CheckContext of(Path workspace) {
        return of(workspace, Clock.systemUTC(), NetworkPolicy.open(), List.of());
    }

    static Choice choice(String kind, String yaml) {
        return new Choice(kind, new ObjectMapper().convertValue(new Yaml().load(yaml), ObjectNode.class));
    }

    static List<Finding> run(String kind, String yaml, CheckContext context) throws Exception {
        return Checks.of(choice(kind, yaml), context).run();
    }
}
