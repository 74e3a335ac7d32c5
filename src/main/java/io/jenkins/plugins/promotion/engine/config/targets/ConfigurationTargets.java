package io.jenkins.plugins.promotion.engine.config.targets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.config.ConfigurationTarget;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The kinds of {@link ConfigurationTarget} that a promotion file can choose under {@code config.publish}. */
public final class ConfigurationTargets {
    private final Map<String, Factory> kinds = new TreeMap<>();

    /**
     * @param folder that relative paths are resolved against
     * @param clock for the times of versions
     */
    public ConfigurationTargets(Path folder, Clock clock) {
        // A new kind is one class and one line here.
        kinds.put("file", settings -> FileTarget.of(folder, settings, clock));
    }

    /** The kinds that are available, in alphabetical order. */
    public Set<String> kinds() {
        return new TreeSet<>(kinds.keySet());
    }

    /** @throws PromotionException if there is no target of that kind, or its settings are wrong */
    public ConfigurationTarget open(Choice publish) throws PromotionException {
        Factory factory = kinds.get(publish.kind());
        if (factory == null) {
            throw new PromotionException(Finding.error(
                    "configuration",
                    "config.publish." + publish.kind(),
                    "a target that is available here: " + String.join(", ", kinds.keySet()),
                    publish.kind(),
                    "choose one of these under config.publish"));
        }
        return factory.open(publish.settings());
    }

    @FunctionalInterface
    private interface Factory {
        ConfigurationTarget open(ObjectNode settings) throws PromotionException;
    }
}
