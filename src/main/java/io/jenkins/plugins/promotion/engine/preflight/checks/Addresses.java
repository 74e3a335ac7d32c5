package io.jenkins.plugins.promotion.engine.preflight.checks;

import io.jenkins.plugins.promotion.engine.config.Settings;
import io.jenkins.plugins.promotion.engine.network.WebRequest;
import java.net.URI;
import java.time.Duration;

/** How checks read the addresses in their settings, and reach them. */
final class Addresses {

    /** Of a request or a connection; shorter than a check may take, so that the check can say what did not answer. */
    static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    private Addresses() {}

    /** The setting, if it is an address that can be asked over HTTP; what is wrong with it is noted in the settings. */
    static URI web(Settings settings, String key) {
        URI url = settings.address(key);
        try {
            WebRequest.requireWebAddress(url);
        } catch (IllegalArgumentException e) {
            settings.wrong(key, "a web address", e.getMessage());
        }
        return url;
    }

    /** The time a check may take when what it asks may take {@code timeout}. */
    static Duration withMargin(Duration timeout) {
        return timeout.plusSeconds(5);
    }
}
