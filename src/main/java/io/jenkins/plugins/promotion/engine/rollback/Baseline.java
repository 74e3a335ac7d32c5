package io.jenkins.plugins.promotion.engine.rollback;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything needed to get back: the captured state of each restorable, in capture order. It is restored in reverse order.
 *
 * @param captured what each restorable was at
 */
public record Baseline(List<Captured> captured) {

    /** One restorable's state, in its own words; no secret value. */
    public record Captured(String name, Map<String, String> state) {
        public Captured {
            state = Collections.unmodifiableMap(new LinkedHashMap<>(state));
        }
    }

    public Baseline {
        captured = List.copyOf(captured);
    }

    /** The captured state of the restorable of that name. */
    public Optional<Map<String, String>> of(String name) {
        return captured.stream()
                .filter(thing -> thing.name().equals(name))
                .map(Captured::state)
                .findFirst();
    }
}
