package io.jenkins.plugins.promotion.engine.preflight.checks;

import io.jenkins.plugins.promotion.engine.config.Settings;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.Unreachable;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import io.jenkins.plugins.promotion.engine.preflight.CheckContext;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code dns: { host, expect? }}: a name has an address; {@code expect} lists addresses that all have to be among its own. */
final class DnsCheck implements Check {
    private final NetworkPolicy policy;
    private final String host;
    private final List<String> expected;

    DnsCheck(Settings settings, CheckContext context) throws PromotionException {
        policy = context.client().policy();
        host = settings.text("host");
        expected = settings.texts("expect");
        expected.stream()
                .filter(address -> !address.matches("[0-9A-Fa-f:.]+"))
                .forEach(address -> settings.wrong("expect", "addresses", address));
        settings.close();
    }

    @Override
    public String subject() {
        return "dns " + host;
    }

    @Override
    public List<Finding> run() {
        String wanted = expected.isEmpty() ? "an address" : String.join(", ", expected);
        try {
            Set<InetAddress> found = new HashSet<>(policy.resolve(host));
            for (String address : expected) {
                if (!found.contains(InetAddress.getByName(address))) {
                    return List.of(Finding.error(
                            "dns",
                            host,
                            wanted,
                            printed(found),
                            "correct the record; an old one may live on in caches"));
                }
            }
            return List.of();
        } catch (IOException e) {
            Unreachable why = Unreachable.because(e);
            return List.of(Finding.error("dns", host, wanted, why.found(), why.remedy()));
        }
    }

    private static String printed(Set<InetAddress> addresses) {
        return addresses.stream().map(InetAddress::getHostAddress).sorted().collect(Collectors.joining(", "));
    }
}
