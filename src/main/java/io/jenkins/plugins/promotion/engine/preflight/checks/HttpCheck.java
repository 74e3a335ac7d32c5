package io.jenkins.plugins.promotion.engine.preflight.checks;

import io.jenkins.plugins.promotion.engine.config.Settings;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.health.HttpExpectation;
import io.jenkins.plugins.promotion.engine.network.Unreachable;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import io.jenkins.plugins.promotion.engine.network.WebRequest;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import io.jenkins.plugins.promotion.engine.preflight.CheckContext;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** {@code http: { url, expect?, contains?, matches?, timeout? }}: a dependency answers as it should. */
final class HttpCheck implements Check {
    private final WebClient client;
    private final URI url;
    private final Duration timeout;
    private final HttpExpectation expectation;

    HttpCheck(Settings settings, CheckContext context) throws PromotionException {
        client = context.client();
        url = Addresses.web(settings, "url");
        timeout = settings.duration("timeout").orElse(Addresses.DEFAULT_TIMEOUT);
        expectation = HttpExpectation.of(settings);
        settings.close();
    }

    @Override
    public String subject() {
        return "http " + WebRequest.printable(url);
    }

    @Override
    public Duration timeout() {
        return Addresses.withMargin(timeout);
    }

    @Override
    public List<Finding> run() throws InterruptedException {
        String subject = WebRequest.printable(url);
        try {
            return expectation.judge("http", subject, client.send(WebRequest.get(url, timeout)));
        } catch (IOException e) {
            Unreachable why = Unreachable.because(e);
            return List.of(Finding.error("http", subject, expectation.toString(), why.found(), why.remedy()));
        }
    }
}
