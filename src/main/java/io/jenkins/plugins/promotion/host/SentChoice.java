package io.jenkins.plugins.promotion.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.engine.config.Choice;
import java.io.Serializable;

/** A {@link Choice} on its way to an agent. */
record SentChoice(String kind, String settings) implements Serializable {
    private static final ObjectMapper JSON = new ObjectMapper();

    static SentChoice of(Choice choice) {
        return new SentChoice(choice.kind(), choice.settings().toString());
    }

    Choice choice() {
        try {
            return new Choice(kind, (ObjectNode) JSON.readTree(settings));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("written from JSON a moment ago", e);
        }
    }
}
