package io.jenkins.plugins.promotion.engine.preflight.checks;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a registry sends for a token: {@code WWW-Authenticate: Bearer realm="…",service="…",scope="…"} (RFC 6750). */
record BearerChallenge(URI tokenAddress) {
    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    /** The challenge of the header; empty if it asks for something else. */
    static Optional<BearerChallenge> parse(String header) {
        if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Optional.empty();
        }
        Map<String, String> parameters = new HashMap<>();
        for (Matcher matcher = PARAMETER.matcher(header); matcher.find(); ) {
            parameters.put(matcher.group(1), matcher.group(2));
        }
        String realm = parameters.getOrDefault("realm", "");
        String query = query(parameters, "service") + query(parameters, "scope");
        try {
            String separator = realm.contains("?") ? "&" : "?";
            return Optional.of(
                    new BearerChallenge(URI.create(query.isEmpty() ? realm : realm + separator + query.substring(1))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String query(Map<String, String> parameters, String name) {
        return parameters.containsKey(name)
                ? "&" + name + "=" + URLEncoder.encode(parameters.get(name), StandardCharsets.UTF_8)
                : "";
    }
}
