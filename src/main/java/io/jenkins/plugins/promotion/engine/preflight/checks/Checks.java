package io.jenkins.plugins.promotion.engine.preflight.checks;

import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.config.Settings;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import io.jenkins.plugins.promotion.engine.preflight.CheckContext;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The checks that every environment has, and the kinds that a promotion file can choose. */
public final class Checks {

    /** A new kind is one class and one line here. */
    private static final Map<String, Factory> KINDS = new TreeMap<>(Map.of(
            "artifact", ArtifactCheck::new,
            "certificate", CertificateCheck::new,
            "disk", DiskCheck::new,
            "dns", DnsCheck::new,
            "health", HealthCheck::new,
            "http", HttpCheck::new,
            "image", ImageCheck::new,
            "tcp", TcpCheck::new));

    private Checks() {}

    /** What {@code preflight:} can choose, in alphabetical order. */
    public static Set<String> kinds() {
        return Set.copyOf(KINDS.keySet());
    }

    /** The checks of an environment: those that always run, then those that its file chooses, in the file's order. */
    public static List<Check> of(CheckContext context) {
        List<Check> checks = always(context.environment(), context.clock());
        context.environment().preflight().forEach(choice -> checks.add(of(choice, context)));
        return checks;
    }

    /** The checks that always run; they look at nothing but the file and the clock. */
    public static List<Check> always(Environment environment, Clock clock) {
        List<Check> checks = new ArrayList<>();
        checks.add(new FreezeCheck(environment.name(), environment.freeze(), clock));
        if (!environment.unsupported().isEmpty()) {
            checks.add(new UnsupportedCheck(environment));
        }
        return checks;
    }

    /**
     * The check that the file chooses. One with wrong settings becomes a check that reports them, so that it hides no other;
     * {@code ${release}} and {@code ${environment}} in settings are replaced.
     */
    public static Check of(Choice choice, CheckContext context) {
        Map<String, String> placeholders = Map.of(
                "release",
                context.release(),
                "environment",
                context.environment().name());
        try {
            return factory(choice.kind()).create(new Settings(choice, placeholders), context);
        } catch (PromotionException e) {
            return Check.of(choice.kind(), e::findings);
        }
    }

    private static Factory factory(String kind) throws PromotionException {
        Factory factory = KINDS.get(kind);
        if (factory == null) {
            throw new PromotionException(Finding.error(
                    "preflight",
                    "preflight." + kind,
                    "one of " + String.join(", ", KINDS.keySet()),
                    kind,
                    "choose a kind that exists"));
        }
        return factory;
    }

    @FunctionalInterface
    private interface Factory {
        Check create(Settings settings, CheckContext context) throws PromotionException;
    }
}
