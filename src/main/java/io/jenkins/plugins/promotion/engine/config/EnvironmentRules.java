package io.jenkins.plugins.promotion.engine.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What must be true of an environment's settings beyond the JSON Schema. Looks only at values of the right type. */
final class EnvironmentRules {
    private static final List<List<Object>> POSITIVE_DURATIONS = List.of(
            List.of("health", "every"),
            List.of("health", "timeout"),
            List.of("health", "startWithin"),
            List.of("approval", "expires"));

    private final Located.Mapping settings;
    private final String prefix;
    private final List<Problem> problems = new ArrayList<>();

    private EnvironmentRules(Located.Mapping settings, String prefix) {
        this.settings = settings;
        this.prefix = prefix;
    }

    /** @param prefix dotted path of the environment, for messages */
    static List<Problem> violations(Located.Mapping settings, String prefix) {
        EnvironmentRules rules = new EnvironmentRules(settings, prefix);
        rules.checkAddresses();
        rules.checkPath(rules.find("health", "path"));
        rules.eachItem("smoke", smoke -> rules.checkPath(Place.find(smoke.value(), List.of("http", "path"))));
        rules.checkDurations();
        rules.checkCanary();
        rules.eachItem("freeze", rules::checkFreeze);
        rules.checkSecrets();
        return rules.problems;
    }

    private void checkAddresses() {
        checkAddress(List.of("url"));
        checkAddress(List.of("slots", "blue"));
        checkAddress(List.of("slots", "green"));
        Place blue = find("slots", "blue");
        Place green = find("slots", "green");
        if (text(blue) != null && text(blue).equals(text(green))) {
            add(green, "another address than the blue slot's", "give each slot its own address");
        }
    }

    private void checkAddress(List<Object> path) {
        Place place = find(path.toArray());
        String text = text(place);
        if (text == null) {
            return;
        }
        try {
            URI uri = new URI(text);
            if (uri.getHost() == null || uri.getPort() > 65535) {
                add(place, "an address with a host and a port up to 65535", "correct the address");
            } else if (uri.getUserInfo() != null) {
                problems.add(new Problem(
                        place.value().origin(),
                        path(place),
                        "an address without a user or password",
                        "one with them",
                        "remove them, and use a credential"));
            }
        } catch (URISyntaxException e) {
            add(place, "an address", "correct the character at position " + (e.getIndex() + 1));
        }
    }

    /** What cannot stand in an address would end a switch that is under way. */
    private void checkPath(Place place) {
        String text = text(place);
        if (text == null || !text.startsWith("/")) {
            return;
        }
        try {
            new URI("http://host" + text.replace("${release}", "v1").replace("${environment}", "testing"));
        } catch (URISyntaxException e) {
            add(
                    place,
                    "a path of an address",
                    "percent-encode the character at position " + (e.getIndex() - "http://host".length() + 1));
        }
    }

    private void checkDurations() {
        POSITIVE_DURATIONS.forEach(path -> checkPositive(find(path.toArray())));
        eachItem("secrets", secret -> checkPositive(Place.find(secret.value(), List.of("rotateEvery"))));
    }

    private void checkPositive(Place place) {
        String text = text(place);
        if (text != null && text.matches("0+[a-z]+")) {
            add(place, "a duration of more than 0", "make it longer");
        }
    }

    private void checkCanary() {
        long previous = 0;
        if (!(find("rollout", "canary").value() instanceof Located.Sequence steps)) {
            return;
        }
        for (int i = 0; i < steps.items().size(); i++) {
            Place weight = find("rollout", "canary", i, "weight");
            if (!(weight.value() instanceof Located.Scalar scalar)
                    || !scalar.value().isIntegralNumber()) {
                continue;
            }
            if (scalar.value().longValue() <= previous) {
                add(weight, "a weight of more than " + previous, "let the weights rise from step to step");
            }
            previous = scalar.value().longValue();
        }
    }

    private void checkFreeze(Place freeze) {
        Place cron = child(freeze, "cron");
        if (text(cron) != null) {
            try {
                FreezeWindow.of(text(cron), ZoneOffset.UTC);
            } catch (IllegalArgumentException e) {
                // The message quotes the value, which may be a variable's.
                boolean written = cron.value() instanceof Located.Scalar scalar
                        && scalar.written().equals(text(cron));
                add(
                        cron,
                        "a cron expression of five fields",
                        written ? e.getMessage() : "correct the variable's value");
            }
        }
        Place zone = child(freeze, "zone");
        if (text(zone) != null) {
            try {
                ZoneId.of(text(zone));
            } catch (DateTimeException e) {
                add(
                        zone,
                        "a time zone such as Europe/Berlin",
                        Words.nearest(text(zone), ZoneId.getAvailableZoneIds())
                                .map(near -> "did you mean " + near + "?")
                                .orElse("use a name of the tz database"));
            }
        }
    }

    private void checkSecrets() {
        Map<String, Origin> names = new HashMap<>();
        eachItem("secrets", secret -> {
            Place name = child(secret, "name");
            Origin first = text(name) == null
                    ? null
                    : names.putIfAbsent(text(name), name.value().origin());
            if (first != null) {
                add(
                        name,
                        "a name that is unique in the environment",
                        "rename it; the first is in line " + first.line());
            }
            if (secret.value() instanceof Located.Mapping mapping) {
                List<String> sources = EnvironmentReader.SOURCES.stream()
                        .filter(mapping.members()::containsKey)
                        .toList();
                if (sources.size() > 1) {
                    problems.add(new Problem(
                            mapping.members().get(sources.get(1)).key(),
                            path(secret),
                            "one source at most: " + Words.list(EnvironmentReader.SOURCES),
                            String.join(" and ", sources),
                            "remove one of them"));
                }
            }
        });
    }

    private void eachItem(String list, Consumer<Place> check) {
        if (settings.get(list) instanceof Located.Sequence items) {
            for (int i = 0; i < items.items().size(); i++) {
                check.accept(find(list, i));
            }
        }
    }

    private Place find(Object... path) {
        return Place.find(settings, List.of(path));
    }

    private static Place child(Place parent, String key) {
        Place child = Place.find(parent.value(), List.of(key));
        return new Place(parent.path(key), child.name(), child.key(), child.value());
    }

    private static String text(Place place) {
        return !place.name().isEmpty() && place.value() instanceof Located.Scalar scalar
                ? scalar.value().textValue()
                : null;
    }

    private void add(Place place, String expected, String remedy) {
        problems.add(new Problem(
                place.value().origin(), path(place), expected, place.value().describe(), remedy));
    }

    private String path(Place place) {
        return prefix + "." + place.path();
    }
}
