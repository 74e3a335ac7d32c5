package io.jenkins.plugins.promotion.engine.secrets;

import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.config.Settings;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.health.HttpExpectation;
import io.jenkins.plugins.promotion.engine.network.Unreachable;
import io.jenkins.plugins.promotion.engine.network.WebAnswer;
import io.jenkins.plugins.promotion.engine.network.WebRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * {@code http: { url, user?, header?, expect?, contains?, matches?, timeout? }}: the consumer accepts the value, as bearer token,
 * as the password of {@code user}, or as it is in a header of its own.
 */
final class HttpVerification implements SecretVerification {
    private static final String AUTHORIZATION = "Authorization";

    private final String secret;
    private final SecretHost host;
    private final URI url;
    private final Optional<String> user;
    private final String header;
    private final HttpExpectation expectation;
    private final Duration timeout;

    HttpVerification(String secret, Choice choice, Settings settings, SecretHost host) throws PromotionException {
        this.secret = secret;
        this.host = host;
        url = settings.address("url");
        user = settings.optionalText("user");
        header = settings.optionalText("header").orElse(AUTHORIZATION);
        expectation = HttpExpectation.of(settings);
        timeout = SecretVerification.timeout(settings, 5);
        try {
            WebRequest.requireWebAddress(url);
        } catch (IllegalArgumentException e) {
            settings.wrong("url", "a web address", e.getMessage());
        }
        if (user.isPresent() && !header.equalsIgnoreCase(AUTHORIZATION)) {
            settings.wrong("header", "user or header", "both");
        }
        if (!header.matches("[A-Za-z0-9-]+")) {
            settings.wrong("header", "the name of a header", header);
        }
        settings.close();
    }

    @Override
    public List<Finding> verify(SecretValue value) throws InterruptedException {
        WebRequest request;
        try {
            request = WebRequest.get(url, timeout).withHeader(header, value.use(this::credentials));
        } catch (IllegalArgumentException notPrintable) {
            return List.of(SecretVerification.failed(
                    secret,
                    "a value that fits into header " + header,
                    "characters that HTTP headers cannot hold",
                    "generate it from letters and digits, or verify it by a command"));
        }
        return send(request);
    }

    private List<Finding> send(WebRequest request) throws InterruptedException {
        String consumer = WebRequest.printable(url);
        try {
            WebAnswer answer = host.client().send(request);
            List<Finding> failures = new ArrayList<>();
            for (Finding finding : expectation.judge("secret", consumer, answer)) {
                failures.add(
                        failed(consumer + " to answer with " + finding.expected(), finding.butWas(), refusal(answer)));
            }
            return failures;
        } catch (IOException e) {
            Unreachable why = Unreachable.because(e);
            return List.of(failed("an answer from " + consumer, why.found(), why.remedy()));
        }
    }

    private static String refusal(WebAnswer answer) {
        return answer.status() == 401 || answer.status() == 403
                ? "does the consumer already know the staged value? does it want a user, or another header?"
                : "look into the log of the consumer";
    }

    private Finding failed(String expected, String found, String remedy) {
        return SecretVerification.failed(secret, expected, found, remedy);
    }

    private String credentials(char[] value) {
        String text = new String(value);
        if (user.isPresent()) {
            byte[] pair = (user.get() + ":" + text).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(pair);
        }
        return header.equalsIgnoreCase(AUTHORIZATION) ? "Bearer " + text : text;
    }
}
