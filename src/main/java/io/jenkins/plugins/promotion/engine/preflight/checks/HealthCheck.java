package io.jenkins.plugins.promotion.engine.preflight.checks;

import io.jenkins.plugins.promotion.engine.config.Settings;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.health.HealthDocument;
import io.jenkins.plugins.promotion.engine.health.HealthProbe;
import io.jenkins.plugins.promotion.engine.health.HealthStatus;
import io.jenkins.plugins.promotion.engine.health.ProbeResult;
import io.jenkins.plugins.promotion.engine.network.WebRequest;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import io.jenkins.plugins.promotion.engine.preflight.CheckContext;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code health: { url, services?, timeout? }}: an application and the services it names are healthy. */
final class HealthCheck implements Check {
    private final URI url;
    private final List<String> services;
    private final Duration timeout;
    private final HealthProbe probe;

    HealthCheck(Settings settings, CheckContext context) throws PromotionException {
        url = Addresses.web(settings, "url");
        services = settings.texts("services");
        timeout = settings.duration("timeout").orElse(Addresses.DEFAULT_TIMEOUT);
        settings.close();
        probe = HealthProbe.of(context.client(), url, timeout);
    }

    @Override
    public String subject() {
        return "health " + WebRequest.printable(url);
    }

    @Override
    public Duration timeout() {
        return Addresses.withMargin(timeout);
    }

    @Override
    public List<Finding> run() throws InterruptedException {
        String subject = WebRequest.printable(url);
        ProbeResult result = probe.probe();
        List<Finding> findings = new ArrayList<>();
        if (!result.healthy()) {
            findings.add(Finding.error("health", subject, "Healthy", result.reason(), result.remedy()));
        } else if (!result.reason().isEmpty()) {
            findings.add(Finding.warning("health", subject, "Healthy", result.reason(), result.remedy()));
        }
        result.document().ifPresent(document -> services.stream()
                .flatMap(service -> lacking(subject, service, document).stream())
                .forEach(findings::add));
        return findings;
    }

    /** What the probe has not told: a service that is not there, or that is needed in full and degraded. */
    private static Optional<Finding> lacking(String subject, String service, HealthDocument document) {
        if (!document.services().containsKey(service)) {
            return Optional.of(missing(subject, service, document));
        }
        return document.servicesThatAre(HealthStatus.DEGRADED).contains(service)
                ? Optional.of(Finding.error(
                        "health",
                        subject,
                        "service " + service + " " + HealthStatus.HEALTHY,
                        HealthStatus.DEGRADED.toString(),
                        "look after " + service))
                : Optional.empty();
    }

    private static Finding missing(String subject, String service, HealthDocument document) {
        return Finding.error(
                "health",
                subject,
                "service " + service + " " + HealthStatus.HEALTHY,
                document.services().isEmpty()
                        ? "a document that names no services"
                        : "a document that names only "
                                + String.join(", ", document.services().keySet()),
                "is the name right? does the application report on it?");
    }
}
