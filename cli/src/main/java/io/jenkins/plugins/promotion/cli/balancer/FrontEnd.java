package io.jenkins.plugins.promotion.cli.balancer;

import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.net.URI;

/**
 * What a load balancer does for one environment: it takes requests on an address of its own and shares them between two
 * slots.
 *
 * @param name the environment; letters, digits, dots and dashes
 * @param blue address of the blue slot, without a path
 * @param green address of the green slot, without a path
 * @param live the slot that has all traffic at first
 */
public record FrontEnd(String name, URI blue, URI green, Slot live) {

    public FrontEnd {
        if (!name.matches("[A-Za-z0-9.-]+")) {
            throw new IllegalArgumentException(
                    "a front end's name has letters, digits, dots and dashes, but was " + name);
        }
    }

    public URI slot(Slot slot) {
        return slot == Slot.BLUE ? blue : green;
    }
}
