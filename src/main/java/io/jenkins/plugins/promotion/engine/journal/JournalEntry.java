package io.jenkins.plugins.promotion.engine.journal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One line of a deployment's journal.
 *
 * @param number 1 for the first line, without gaps
 * @param at epoch milliseconds
 * @param kind what happened, as dotted words: {@code switch.intent}
 * @param data facts in JSON terms (strings, numbers, booleans, lists, maps); never a secret value
 */
public record JournalEntry(long number, long at, String kind, Map<String, Object> data) {

    public JournalEntry {
        Objects.requireNonNull(kind, "kind");
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }

    /** The fact of that name as text; empty if it is not there. */
    public String text(String key) {
        Object value = data.get(key);
        return value == null ? "" : value.toString();
    }

    /** The fact of that name as a number; 0 if it is not there. */
    public long number(String key) {
        return data.get(key) instanceof Number number ? number.longValue() : 0;
    }

    /** The fact of that name as a map of texts; empty if it is not there. */
    public Map<String, String> texts(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (data.get(key) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
        }
        return texts;
    }
}
