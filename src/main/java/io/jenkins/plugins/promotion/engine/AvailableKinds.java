package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.config.targets.ConfigurationTargets;
import io.jenkins.plugins.promotion.engine.health.CommandRunner;
import io.jenkins.plugins.promotion.engine.preflight.checks.Checks;
import io.jenkins.plugins.promotion.engine.secrets.stores.SecretStores;
import io.jenkins.plugins.promotion.engine.traffic.routers.Routers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

/** The kinds that exist, by the place of an environment where one is chosen; the schema of the file allows more. */
final class AvailableKinds {
    static final Map<String, Set<String>> BY_PLACE = Map.of(
            "traffic", routers(),
            "config.publish", new ConfigurationTargets(Path.of(""), Clock.systemUTC()).kinds(),
            "secrets.*.store", SecretStores.kinds(),
            "preflight.*", Checks.kinds());

    private AvailableKinds() {}

    private static Set<String> routers() {
        CommandRunner none = (command, environment, timeout) -> new CommandRunner.Result(0, "");
        return new Routers(none).kinds();
    }
}
