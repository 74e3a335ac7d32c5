package io.jenkins.plugins.promotion.engine.secrets;

import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.config.Settings;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** How the real consumer of a secret proves that a staged value works. */
interface SecretVerification {

    /** Tries the value; an empty list means that it works. */
    List<Finding> verify(SecretValue value) throws InterruptedException;

    /** Makes the verification that a promotion file chose. */
    @FunctionalInterface
    interface Factory {
        SecretVerification create(String secret, Choice choice, Settings settings, SecretHost host)
                throws PromotionException;
    }

    /** A new kind is one class and one line here. */
    Map<String, Factory> KINDS = Map.of(
            "tcp", TcpVerification::new,
            "http", HttpVerification::new,
            "command", CommandVerification::new);

    static SecretVerification of(String secret, Choice choice, SecretHost host) throws PromotionException {
        Factory factory = KINDS.get(choice.kind());
        if (factory == null) {
            throw new PromotionException(Finding.error(
                    "secret",
                    "secret " + secret,
                    "a verification: " + String.join(", ", new TreeSet<>(KINDS.keySet())),
                    choice.kind(),
                    "choose one of these under verify"));
        }
        return factory.create(secret, choice, new Settings(choice, Map.of()), host);
    }

    static Duration timeout(Settings settings, int seconds) {
        return settings.duration("timeout").orElse(Duration.ofSeconds(seconds));
    }

    /** What every failed verification has in common: the value that consumers use has not changed. */
    static Finding failed(String secret, String expected, String butWas, String remedy) {
        return Finding.error(
                "secret",
                "staged value of secret " + secret,
                expected,
                butWas,
                remedy + "; the current version was not touched");
    }
}
