package io.jenkins.plugins.promotion.engine.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Turns the valid settings of an environment, defaults filled in, into an {@link Environment}. */
final class EnvironmentReader {
    /** Keys of a secret that say where its value comes from. */
    static final List<String> SOURCES = List.of("generate", "credential", "copy");

    /** Kinds that may be written as a text instead of an object, and the setting that the text stands for. */
    private static final Map<String, String> SHORT_FORMS = Map.of(
            "artifact", "file",
            "command", "run",
            "credential", "id",
            "dns", "host",
            "image", "reference",
            "tcp", "address");

    /** Keys that the schema has and that nothing in this version acts on. */
    static final List<String> UNSUPPORTED = List.of("migrations", "toggles", "notify", "rollout.analysis");

    private EnvironmentReader() {}

    /** Writes out what may be left out or shortened, so that defaults can be filled in everywhere. */
    static void complete(ObjectNode settings) {
        settings.withObjectProperty("health");
        settings.withObjectProperty("rollout");
        settings.withObjectProperty("config");
        settings.path("preflight").forEach(EnvironmentReader::expand);
        settings.path("smoke").forEach(EnvironmentReader::expand);
        for (JsonNode secret : settings.path("secrets")) {
            expand(secret);
            expand(secret.path("verify"));
        }
    }

    private static void expand(JsonNode choices) {
        SHORT_FORMS.forEach((kind, setting) -> {
            if (choices.path(kind).isTextual()) {
                String text = choices.get(kind).textValue();
                ((ObjectNode) choices).putObject(kind).put(setting, text);
            }
        });
    }

    static Environment read(String name, int order, JsonNode settings) {
        return new Environment(
                name,
                order,
                URI.create(settings.get("url").textValue()),
                slots(settings.get("slots")),
                configuration(settings.get("config")),
                each(settings.path("secrets"), EnvironmentReader::secret),
                each(settings.path("preflight"), EnvironmentReader::choice),
                optional(settings, "approval").map(EnvironmentReader::approval),
                each(settings.path("freeze"), EnvironmentReader::freeze),
                choice(settings.get("traffic")),
                health(settings.get("health")),
                rollout(settings.get("rollout")),
                each(settings.path("smoke"), EnvironmentReader::choice),
                UNSUPPORTED.stream()
                        .filter(key -> !settings.at("/" + key.replace('.', '/')).isEmpty())
                        .toList());
    }

    private static Map<Slot, URI> slots(JsonNode slots) {
        Map<Slot, URI> addresses = new EnumMap<>(Slot.class);
        for (Slot slot : Slot.values()) {
            addresses.put(slot, URI.create(slots.get(slot.toString()).textValue()));
        }
        return addresses;
    }

    private static Environment.Configuration configuration(JsonNode config) {
        return new Environment.Configuration(
                each(config.path("files"), JsonNode::textValue),
                optional(config, "schema").map(JsonNode::textValue),
                each(config.path("required"), JsonNode::textValue),
                optional(config, "publish").map(EnvironmentReader::choice));
    }

    private static Environment.Secret secret(JsonNode secret) {
        return new Environment.Secret(
                secret.get("name").textValue(),
                SOURCES.stream()
                        .filter(secret::has)
                        .findFirst()
                        .map(kind -> new Choice(kind, (ObjectNode) secret.get(kind))),
                choice(secret.get("store")),
                optional(secret, "rotateEvery").map(EnvironmentReader::duration),
                optional(secret, "verify").map(EnvironmentReader::choice));
    }

    private static Environment.Approval approval(JsonNode approval) {
        return new Environment.Approval(
                approval.get("quorum").intValue(),
                each(approval.path("from"), JsonNode::textValue),
                approval.get("notRequester").booleanValue(),
                duration(approval.get("expires")));
    }

    private static Environment.Freeze freeze(JsonNode freeze) {
        return new Environment.Freeze(
                freeze.get("cron").textValue(),
                ZoneId.of(freeze.get("zone").textValue()),
                freeze.path("reason").asText());
    }

    private static Environment.Health health(JsonNode health) {
        return new Environment.Health(
                health.get("path").textValue(),
                duration(health.get("every")),
                health.get("healthyAfter").intValue(),
                health.get("unhealthyAfter").intValue(),
                duration(health.get("timeout")),
                duration(health.get("startWithin")));
    }

    private static Environment.Rollout rollout(JsonNode rollout) {
        return new Environment.Rollout(
                each(
                        rollout.path("canary"),
                        step -> new Environment.Step(step.get("weight").intValue(), duration(step.get("for")))),
                duration(rollout.get("soak")),
                duration(rollout.get("drain")),
                each(rollout.path("analysis"), EnvironmentReader::choice));
    }

    private static Choice choice(JsonNode choice) {
        String kind = choice.fieldNames().next();
        return new Choice(kind, (ObjectNode) choice.get(kind));
    }

    private static Duration duration(JsonNode text) {
        return Durations.parse(text.textValue());
    }

    private static Optional<JsonNode> optional(JsonNode object, String key) {
        return Optional.ofNullable(object.get(key));
    }

    private static <T> List<T> each(JsonNode list, Function<JsonNode, T> read) {
        List<T> values = new ArrayList<>();
        list.forEach(item -> values.add(read.apply(item)));
        return values;
    }
}
