package io.jenkins.plugins.promotion.engine.preflight.checks;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a container image, as {@code docker pull} reads it.
 *
 * @param registry host with an optional port
 * @param repository the image's path in the registry
 * @param version a tag, or a digest if the name has one
 */
record ImageReference(String registry, String repository, String version) {
    private static final String DOCKER_HUB = "registry-1.docker.io";
    private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*";
    private static final Pattern NAME =
            Pattern.compile("(?:(?<registry>localhost(?::\\d{1,5})?|[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+(?::\\d{1,5})?"
                    + "|[A-Za-z0-9-]+:\\d{1,5})/)?"
                    + "(?<repository>" + COMPONENT + "(?:/" + COMPONENT + ")*)"
                    + "(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
                    + "(?:@(?<digest>sha256:[0-9a-f]{64}))?");

    /** The reference, with the registry, library and tag that Docker would add; empty if it is none. */
    static Optional<ImageReference> parse(String text) {
        Matcher name = NAME.matcher(text);
        if (text.length() > 512 || !name.matches()) {
            return Optional.empty();
        }
        String registry = name.group("registry") == null ? "docker.io" : name.group("registry");
        String repository = name.group("repository");
        String version = name.group("digest") != null
                ? name.group("digest")
                : Optional.ofNullable(name.group("tag")).orElse("latest");
        if (registry.equals("docker.io")) {
            return Optional.of(new ImageReference(
                    DOCKER_HUB, repository.contains("/") ? repository : "library/" + repository, version));
        }
        return Optional.of(new ImageReference(registry, repository, version));
    }

    boolean isPinned() {
        return version.startsWith("sha256:");
    }

    String host() {
        return registry.split(":", 2)[0];
    }
}
