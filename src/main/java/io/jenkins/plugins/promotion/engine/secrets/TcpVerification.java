package io.jenkins.plugins.promotion.engine.secrets;

import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.config.Settings;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.Unreachable;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code tcp: { address: "db.testing:5432", timeout? }}: the consumer is there; the value is not sent. */
final class TcpVerification implements SecretVerification {
    private static final Pattern ADDRESS = Pattern.compile("(.+):(\\d{1,5})");
    private static final int LAST_PORT = 65535;

    private final String secret;
    private final NetworkPolicy policy;
    private final String address;
    private final Duration timeout;

    TcpVerification(String secret, Choice choice, Settings settings, SecretHost host) throws PromotionException {
        this.secret = secret;
        policy = host.client().policy();
        address = settings.text("address");
        timeout = SecretVerification.timeout(settings, 5);
        if (!isAddress(address)) {
            settings.wrong("address", "host:port", address);
        }
        settings.close();
    }

    private static boolean isAddress(String text) {
        Matcher matcher = ADDRESS.matcher(text);
        int port = matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
        return port >= 1 && port <= LAST_PORT;
    }

    @Override
    public List<Finding> verify(SecretValue value) {
        int colon = address.lastIndexOf(':');
        int port = Integer.parseInt(address.substring(colon + 1));
        try (Socket connected = policy.connect(address.substring(0, colon), port, timeout)) {
            return List.of();
        } catch (IOException e) {
            Unreachable why = Unreachable.because(e);
            return List.of(SecretVerification.failed(secret, "a connection to " + address, why.found(), why.remedy()));
        }
    }
}
