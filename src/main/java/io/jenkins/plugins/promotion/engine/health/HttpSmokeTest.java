package io.jenkins.plugins.promotion.engine.health;

import io.jenkins.plugins.promotion.engine.config.Settings;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.network.Unreachable;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import io.jenkins.plugins.promotion.engine.network.WebRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** {@code http: { path, method?, expect?, contains?, matches?, timeout? }}: the slot answers a request as it should. */
final class HttpSmokeTest implements SmokeTest {
    private final WebClient client;
    private final String path;
    private final String method;
    private final Duration timeout;
    private final HttpExpectation expectation;

    HttpSmokeTest(Settings settings, WebClient client) throws PromotionException {
        this.client = client;
        path = settings.text("path");
        method = settings.optionalText("method").orElse("GET").toUpperCase(Locale.ROOT);
        timeout = settings.duration("timeout").orElse(Duration.ofSeconds(10));
        expectation = HttpExpectation.of(settings);
        settings.close();
    }

    @Override
    public String subject() {
        return "http " + method + " " + path;
    }

    @Override
    public List<Finding> run(Target target) throws InterruptedException {
        URI address = HealthProbe.address(target.url(), target.fill(path));
        HttpExpectation expected = expectation.filledFor(target);
        String subject = method + " " + WebRequest.printable(address);
        try {
            return expected.judge(
                    "smoke",
                    subject,
                    client.send(WebRequest.get(address, timeout).withMethod(method)));
        } catch (IOException e) {
            Unreachable why = Unreachable.because(e);
            return List.of(Finding.error("smoke", subject, expected.toString(), why.found(), why.remedy()));
        }
    }
}
