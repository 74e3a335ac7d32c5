package io.jenkins.plugins.promotion.engine.preflight.checks;

import io.jenkins.plugins.promotion.engine.config.Settings;
import io.jenkins.plugins.promotion.engine.config.SourceTree;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.Unreachable;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import io.jenkins.plugins.promotion.engine.preflight.CheckContext;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code certificate: { host, port?, validFor?, trust?, timeout? }}: a server's certificate is for its name, trusted, and valid
 * long enough. It is read without being trusted, so that everything wrong with it is told at once.
 */
final class CertificateCheck implements Check {
    private static final Duration DEFAULT_VALID_FOR = Duration.ofDays(14);
    /** Warns that long before the certificate starts to stop promotions. */
    private static final Duration NOTICE = Duration.ofDays(7);

    private final NetworkPolicy policy;
    private final SourceTree source;
    private final Clock clock;
    private final HostPort address;
    private final Duration validFor;
    private final Duration timeout;
    private final Optional<String> trust;

    CertificateCheck(Settings settings, CheckContext context) throws PromotionException {
        policy = context.client().policy();
        source = context.source();
        clock = context.clock();
        address = new HostPort(
                settings.text("host"), settings.integer("port", 1, 65535).orElse(443));
        validFor = settings.duration("validFor").orElse(DEFAULT_VALID_FOR);
        timeout = settings.duration("timeout").orElse(Addresses.DEFAULT_TIMEOUT);
        trust = settings.optionalText("trust");
        settings.close();
    }

    @Override
    public String subject() {
        return "certificate " + address;
    }

    @Override
    public Duration timeout() {
        return Addresses.withMargin(timeout);
    }

    @Override
    public List<Finding> run() throws GeneralSecurityException {
        ServerCertificate certificate;
        try {
            certificate = ServerCertificate.read(policy, address, timeout);
        } catch (IOException e) {
            Unreachable why = Unreachable.because(e);
            return List.of(error("a certificate", why.found(), why.remedy()));
        }
        List<Finding> findings = new ArrayList<>();
        certificate.withoutRoot().forEach(link -> validity(link).ifPresent(findings::add));
        certificate
                .nameMismatch()
                .ifPresent(problem -> findings.add(error(
                        "a certificate for " + address.host(),
                        problem,
                        "renew it with this name among its alternative names")));
        distrust(certificate).ifPresent(findings::add);
        return findings;
    }

    private Optional<Finding> validity(X509Certificate link) {
        Instant now = clock.instant();
        Instant end = link.getNotAfter().toInstant();
        String who = " (" + link.getSubjectX500Principal().getName() + ")";
        String expected = "valid for " + validFor.toDays() + " days or more";
        if (now.isBefore(link.getNotBefore().toInstant())) {
            return Optional.of(error(
                    expected,
                    "not valid before " + day(link.getNotBefore().toInstant()) + who,
                    "is the clock of this machine right?"));
        }
        if (!now.isBefore(end)) {
            return Optional.of(error(expected, "expired on " + day(end) + who, "renew it"));
        }
        String left = Duration.between(now, end).toDays() + " days, until " + day(end) + who;
        if (end.isBefore(now.plus(validFor))) {
            return Optional.of(error(expected, left, "renew it"));
        }
        return end.isBefore(now.plus(validFor).plus(NOTICE))
                ? Optional.of(Finding.warning("certificate", address.toString(), expected, left, "renew it soon"))
                : Optional.empty();
    }

    private Optional<Finding> distrust(ServerCertificate certificate) throws GeneralSecurityException {
        Authorities authorities;
        try {
            authorities = trust.isPresent() ? Authorities.of(source.read(trust.get())) : Authorities.ofThisJava();
        } catch (IOException | GeneralSecurityException e) {
            return Optional.of(Finding.error(
                    "certificate",
                    trust.orElse(""),
                    "a PEM file with certificates",
                    String.valueOf(e.getMessage()),
                    "correct 'trust'"));
        }
        return authorities
                .distrust(certificate)
                .map(
                        problem -> error(
                                "a certificate from "
                                        + trust.map(file -> "an authority in " + file)
                                                .orElse("a known authority"),
                                problem,
                                "does the server send its intermediate certificates? for an authority of your own set 'trust'"));
    }

    private Finding error(String expected, String butWas, String remedy) {
        return Finding.error("certificate", address.toString(), expected, butWas, remedy);
    }

    private static String day(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate().toString();
    }
}
