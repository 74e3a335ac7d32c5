package io.jenkins.plugins.promotion.engine;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the promotion file says about how things are done in an environment: where it is, which router, stores and targets are
 * used, how the release is probed, how traffic moves. What is only looked at beforehand is no part of it.
 */
final class Definition {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> FACTS = new TypeReference<>() {};

    private final Environment environment;

    private Definition(Environment environment) {
        this.environment = environment;
    }

    /** Differs for two environments if anything would be done differently in them. */
    static String digest(Environment environment) {
        return Digest.of(new Definition(environment).facts());
    }

    private Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("url", environment.url().toString());
        for (Slot slot : Slot.values()) {
            facts.put(slot.toString(), String.valueOf(environment.slots().get(slot)));
        }
        facts.put("publish", facts(environment.config().publish()));
        facts.put(
                "secrets", environment.secrets().stream().map(Definition::facts).toList());
        facts.put("traffic", facts(environment.traffic()));
        facts.put("health", environment.health().toString());
        facts.put("rollout", facts(environment.rollout()));
        facts.put("smoke", facts(environment.smoke()));
        return facts;
    }

    private static Map<String, Object> facts(Environment.Secret secret) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", secret.name());
        facts.put("source", facts(secret.source()));
        facts.put("store", facts(secret.store()));
        facts.put("rotateEvery", secret.rotateEvery().map(Object::toString).orElse(""));
        facts.put("verify", facts(secret.verify()));
        return facts;
    }

    private static Map<String, Object> facts(Environment.Rollout rollout) {
        return Map.of(
                "canary",
                rollout.canary().stream().map(Environment.Step::toString).toList(),
                "soak",
                rollout.soak().toString(),
                "drain",
                rollout.drain().toString(),
                "analysis",
                facts(rollout.analysis()));
    }

    private static List<Map<String, Object>> facts(List<Choice> choices) {
        return choices.stream().map(Definition::facts).toList();
    }

    private static Map<String, Object> facts(Optional<Choice> choice) {
        return choice.map(Definition::facts).orElse(Map.of());
    }

    private static Map<String, Object> facts(Choice choice) {
        return Map.of("kind", choice.kind(), "settings", JSON.convertValue(choice.settings(), FACTS));
    }
}
