package io.jenkins.plugins.promotion.engine.health;

import io.jenkins.plugins.promotion.engine.network.WebAnswer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether an answer shows the right release in good health, and if not, why. */
record Verdict(boolean healthy, String reason, String remedy) {

    /** The rest of a long list helps nobody, and a journal keeps what every probe saw. */
    private static final int MOST_NAMES = 10;

    /** An unhealthy service fails the release even if the whole says it is well; a degraded one is only told. */
    static Verdict on(WebAnswer answer, HealthDocument document, Optional<String> expectedVersion) {
        List<String> reasons = new ArrayList<>();
        if (!answer.isSuccess()) {
            reasons.add("status " + answer.status());
        }
        List<String> down = document.servicesThatAre(HealthStatus.UNHEALTHY);
        down.stream()
                .limit(MOST_NAMES)
                .forEach(service -> reasons.add("service " + service + " " + HealthStatus.UNHEALTHY));
        if (down.size() > MOST_NAMES) {
            reasons.add(down.size() - MOST_NAMES + " more services");
        }
        if (document.status() == HealthStatus.UNHEALTHY && down.isEmpty()) {
            reasons.add("the application says it is " + document.status());
        }
        if (!reasons.isEmpty()) {
            return new Verdict(false, String.join(", ", reasons), remedy(down));
        }
        if (expectedVersion.isPresent() && !document.version().equals(expectedVersion)) {
            return new Verdict(
                    false,
                    document.version()
                            .map(version -> "version " + version + " answers instead of " + expectedVersion.get())
                            .orElse("version " + expectedVersion.get() + " was expected, but the answer tells none"),
                    "was the release deployed there, and its process restarted?");
        }
        return new Verdict(true, degraded(document), degraded(document).isEmpty() ? "" : "look after it soon");
    }

    /** The answer has no health document. */
    static Verdict on(WebAnswer answer, IOException unreadable) {
        if (answer.redirectsTo().isPresent()) {
            return new Verdict(
                    false,
                    "status " + answer.status() + ", a redirect that is not followed",
                    "name the final address; only redirects on the same server are followed");
        }
        if (!answer.isSuccess()) {
            return new Verdict(false, "status " + answer.status(), remedy(List.of()));
        }
        return new Verdict(
                false,
                "the answer is no health document: " + unreadable.getMessage(),
                "is the path right? it has to answer {\"status\": \"Healthy\", …}");
    }

    private static String remedy(List<String> down) {
        return down.isEmpty()
                ? "look into the log of the application"
                : "look after " + names(down) + ", and the log of the application";
    }

    private static String names(List<String> services) {
        String first = services.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return services.size() > MOST_NAMES ? first + " and " + (services.size() - MOST_NAMES) + " more" : first;
    }

    private static String degraded(HealthDocument document) {
        List<String> services = document.servicesThatAre(HealthStatus.DEGRADED);
        if (!services.isEmpty()) {
            return "degraded: " + names(services);
        }
        return document.status() == HealthStatus.DEGRADED ? "degraded" : "";
    }
}
