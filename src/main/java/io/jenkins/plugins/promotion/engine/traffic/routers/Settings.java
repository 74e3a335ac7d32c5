package io.jenkins.plugins.promotion.engine.traffic.routers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The settings of a router, read strictly: whoever is not given by the schema is checked here once more. */
final class Settings {
    private final String path;
    private final ObjectNode node;

    Settings(Choice choice) {
        this("traffic." + choice.kind(), choice.settings());
    }

    private Settings(String path, ObjectNode node) {
        this.path = path;
        this.node = node;
    }

    String text(String key) throws PromotionException {
        return find(key).orElseThrow(() -> invalid(key, "a text", "nothing"));
    }

    Optional<String> find(String key) throws PromotionException {
        JsonNode value = node.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw invalid(key, "a text", value.toString());
        }
        return Optional.of(value.textValue());
    }

    String matching(String key, Pattern allowed) throws PromotionException {
        return checked(key, text(key), allowed);
    }

    String matching(String key, String otherwise, Pattern allowed) throws PromotionException {
        return checked(key, find(key).orElse(otherwise), allowed);
    }

    /** The object of that key; an empty one if there is none. */
    Settings object(String key) throws PromotionException {
        JsonNode value = node.path(key);
        if (value.isMissingNode()) {
            return new Settings(path + "." + key, JsonNodeFactory.instance.objectNode());
        }
        if (!(value instanceof ObjectNode object)) {
            throw invalid(key, "an object", value.toString());
        }
        return new Settings(path + "." + key, object);
    }

    PromotionException invalid(String key, String expected, String butWas) {
        return new PromotionException(Finding.error(
                "traffic", path + "." + key, expected, butWas, "correct " + path + "." + key + " in promotion.yaml"));
    }

    private String checked(String key, String value, Pattern allowed) throws PromotionException {
        if (!allowed.matcher(value).matches()) {
            throw invalid(key, "characters of " + allowed, "'" + value + "'");
        }
        return value;
    }
}
