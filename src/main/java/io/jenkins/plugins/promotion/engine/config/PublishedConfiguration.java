package io.jenkins.plugins.promotion.engine.config;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.rollback.Restorable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configuration that an environment's application reads, as a thing with a baseline. */
public final class PublishedConfiguration implements Restorable {
    public static final String NAME = "configuration";

    private static final String VERSION = "version";
    private static final String DIGEST = "digest";

    private final ConfigurationTarget target;

    public PublishedConfiguration(ConfigurationTarget target) {
        this.target = target;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** {@code {version=…, digest=…}}; empty if nothing was published yet. */
    @Override
    public Map<String, String> capture() throws PromotionException, InterruptedException {
        return target.current()
                .map(current -> Map.of(VERSION, current.id(), DIGEST, current.digest()))
                .orElse(Map.of());
    }

    @Override
    public List<Finding> prove(Map<String, String> captured) throws InterruptedException {
        if (!captured.containsKey(VERSION)) {
            return List.of();
        }
        try {
            readWhole(captured);
            return List.of();
        } catch (PromotionException e) {
            return e.findings();
        }
    }

    @Override
    public Restored restore(Map<String, String> captured) throws PromotionException, InterruptedException {
        Optional<String> current = target.current().map(ConfigurationTarget.Version::id);
        Optional<String> wanted = Optional.ofNullable(captured.get(VERSION));
        if (current.equals(wanted)) {
            return Restored.UNCHANGED;
        }
        if (wanted.isEmpty()) {
            target.withdraw();
        } else {
            readWhole(captured);
            target.restore(wanted.get());
        }
        Optional<String> now = target.current().map(ConfigurationTarget.Version::id);
        if (!now.equals(wanted)) {
            throw different("configuration at " + target.describe(), wanted, now, "look who else publishes there");
        }
        return Restored.RESTORED;
    }

    private void readWhole(Map<String, String> captured) throws PromotionException, InterruptedException {
        String id = captured.get(VERSION);
        String digest = target.read(id).digest();
        if (!digest.equals(captured.get(DIGEST))) {
            throw different(
                    "configuration version " + id + " at " + target.describe(),
                    Optional.ofNullable(captured.get(DIGEST)),
                    Optional.of(digest),
                    "publish the configuration of the release you want to go back to");
        }
    }

    private static PromotionException different(
            String subject, Optional<String> expected, Optional<String> butWas, String remedy) {
        return new PromotionException(
                Finding.error("configuration", subject, expected.orElse("none"), butWas.orElse("none"), remedy));
    }
}
