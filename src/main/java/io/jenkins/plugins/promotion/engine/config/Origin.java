package io.jenkins.plugins.promotion.engine.config;

import java.util.Comparator;

/**
 * Where a value was written: a file with line and column, or a variable.
 *
 * @param source the file's name, or {@code variable NAME}
 * @param line from 1; 0 if the source has no lines
 * @param column from 1; 0 if the source has no lines
 */
public record Origin(String source, int line, int column) implements Comparable<Origin> {
    private static final Comparator<Origin> BY_PLACE =
            Comparator.comparing(Origin::source).thenComparing(Origin::line).thenComparing(Origin::column);

    static Origin variable(String name) {
        return new Origin("variable " + name, 0, 0);
    }

    static Origin startOf(String file) {
        return new Origin(file, 1, 1);
    }

    @Override
    public int compareTo(Origin other) {
        return BY_PLACE.compare(this, other);
    }

    /** {@code promotion.yaml:12:5}, as editors and terminals understand it. */
    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line + ":" + column;
    }
}
