package io.jenkins.plugins.promotion.engine.traffic.routers;

import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.health.CommandRunner;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The routers an environment can choose from. */
public final class Routers {
    private final TreeMap<String, Kind> kinds;

    /** @param commands runs what a {@code script} router is made of */
    public Routers(CommandRunner commands) {
        kinds = new TreeMap<>(Map.of(
                "embedded", EmbeddedRouter::new,
                "haproxy", HaproxyRouter::new,
                "script", settings -> new ScriptRouter(settings, commands)));
    }

    /**
     * The router that the promotion file chose; opening it reaches nothing yet.
     *
     * @throws PromotionException if there is no such router, or its settings are incomplete
     */
    public TrafficRouter open(Choice choice) throws PromotionException {
        Kind kind = kinds.get(choice.kind());
        if (kind == null) {
            throw new PromotionException(Finding.error(
                    "traffic",
                    "traffic." + choice.kind(),
                    "a router that is available here: " + String.join(", ", kinds.keySet()),
                    choice.kind(),
                    "choose an available router, or drive " + choice.kind() + " through traffic.script"));
        }
        return kind.open(new Settings(choice));
    }

    /** What {@link #open} knows. */
    public SortedSet<String> kinds() {
        return new TreeSet<>(kinds.keySet());
    }

    @FunctionalInterface
    private interface Kind {
        TrafficRouter open(Settings settings) throws PromotionException;
    }
}
