package io.jenkins.plugins.promotion.engine.traffic;

import java.util.Locale;

/** One of the two places a release can stand in an environment. */
public enum Slot {
    BLUE,
    GREEN;

    public Slot other() {
        return this == BLUE ? GREEN : BLUE;
    }

    /**
     * The slot of that name, in any case.
     *
     * @throws IllegalArgumentException if it is neither {@code blue} nor {@code green}
     */
    public static Slot of(String name) {
        for (Slot slot : values()) {
            if (slot.name().equalsIgnoreCase(name)) {
                return slot;
            }
        }
        throw new IllegalArgumentException("a slot is blue or green, but was '" + name + "'");
    }

    /** The name as it stands in files, logs and router configuration: lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
