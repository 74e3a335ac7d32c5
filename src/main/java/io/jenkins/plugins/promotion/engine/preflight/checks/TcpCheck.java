package io.jenkins.plugins.promotion.engine.preflight.checks;

import io.jenkins.plugins.promotion.engine.config.Settings;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.Unreachable;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import io.jenkins.plugins.promotion.engine.preflight.CheckContext;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/** {@code tcp: { host, port, timeout? }} or {@code tcp: { address: "db.testing:5432" }}: something accepts connections. */
final class TcpCheck implements Check {
    private final NetworkPolicy policy;
    private final HostPort address;
    private final Duration timeout;

    TcpCheck(Settings settings, CheckContext context) throws PromotionException {
        policy = context.client().policy();
        address = settings.has("address") ? HostPort.combined(settings, "address") : HostPort.separate(settings);
        timeout = settings.duration("timeout").orElse(Addresses.DEFAULT_TIMEOUT);
        settings.close();
    }

    @Override
    public String subject() {
        return "tcp " + address;
    }

    @Override
    public Duration timeout() {
        return Addresses.withMargin(timeout);
    }

    @Override
    public List<Finding> run() {
        try (Socket connected = policy.connect(address.host(), address.port(), timeout)) {
            return List.of();
        } catch (IOException e) {
            Unreachable why = Unreachable.because(e);
            return List.of(Finding.error("tcp", address.toString(), "a connection", why.found(), why.remedy()));
        }
    }
}
