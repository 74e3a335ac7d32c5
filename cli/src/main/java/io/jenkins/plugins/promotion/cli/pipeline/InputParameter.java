package io.jenkins.plugins.promotion.cli.pipeline;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A value that an {@code input} asks for.
 *
 * @param kind {@code string}, {@code text}, {@code choice} or {@code booleanParam}
 * @param choices of a {@code choice}, the first is the default
 */
public record InputParameter(String kind, String name, String description, Object defaultValue, List<String> choices)
        implements Serializable {
    public InputParameter {
        choices = new ArrayList<>(choices);
    }
}
