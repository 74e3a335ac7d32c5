package io.jenkins.plugins.promotion.engine.traffic;

import java.io.Serializable;
import java.util.Optional;

/**
 * How an environment's traffic is shared between its slots.
 *
 * @param blue whole percent that goes to the blue slot
 * @param green whole percent that goes to the green slot; both sum to 100
 */
public record TrafficSplit(int blue, int green) implements Serializable {

    public TrafficSplit {
        if (blue < 0 || green < 0 || blue + green != 100) {
            throw new IllegalArgumentException(
                    "weights are 0 to 100 and sum to 100, but were blue " + blue + ", green " + green);
        }
    }

    public static TrafficSplit allTo(Slot slot) {
        return giving(slot, 100);
    }

    /** The split that gives {@code weight} percent to {@code slot} and the rest to the other. */
    public static TrafficSplit giving(Slot slot, int weight) {
        return slot == Slot.BLUE ? new TrafficSplit(weight, 100 - weight) : new TrafficSplit(100 - weight, weight);
    }

    /** Percent that goes to the slot, 0 to 100. */
    public int weight(Slot slot) {
        return slot == Slot.BLUE ? blue : green;
    }

    /** The slot that has all traffic, if one has. */
    public Optional<Slot> sole() {
        return blue == 100 ? Optional.of(Slot.BLUE) : green == 100 ? Optional.of(Slot.GREEN) : Optional.empty();
    }

    @Override
    public String toString() {
        return "blue " + blue + " %, green " + green + " %";
    }
}
