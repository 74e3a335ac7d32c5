package io.jenkins.plugins.promotion.cli.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a person said to an {@code input}.
 *
 * @param reason may be empty
 * @param parameters values that differ from the defaults
 */
public record InputAnswer(String who, boolean approved, String reason, Map<String, Object> parameters) {

    public InputAnswer {
        Objects.requireNonNull(who, "who");
        Objects.requireNonNull(reason, "reason");
        parameters = new LinkedHashMap<>(parameters);
    }

    public static InputAnswer approve(String who, String reason) {
        return new InputAnswer(who, true, reason, Map.of());
    }

    public static InputAnswer reject(String who, String reason) {
        return new InputAnswer(who, false, reason, Map.of());
    }

    public InputAnswer with(String parameter, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(parameters);
        more.put(parameter, value);
        return new InputAnswer(who, approved, reason, more);
    }
}
