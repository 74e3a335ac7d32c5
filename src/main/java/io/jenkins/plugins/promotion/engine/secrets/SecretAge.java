package io.jenkins.plugins.promotion.engine.secrets;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import io.jenkins.plugins.promotion.engine.secrets.SecretStore.Stages;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A secret is younger than its policy says, or will be after this deployment. */
final class SecretAge implements Check {
    private final String secret;
    private final Duration rotateEvery;
    private final SecretResolvable.Opening opening;
    private final Clock clock;

    SecretAge(String secret, Duration rotateEvery, SecretResolvable.Opening opening, Clock clock) {
        this.secret = secret;
        this.rotateEvery = rotateEvery;
        this.opening = opening;
        this.clock = clock;
    }

    @Override
    public String subject() {
        return "age of secret " + secret;
    }

    @Override
    public List<Finding> run() throws InterruptedException {
        try {
            ManagedSecret managed = opening.open();
            Stages stages = managed.store().stages();
            return stages.current().isEmpty() ? List.of() : look(managed, stages.current());
        } catch (PromotionException e) {
            return e.findings();
        }
    }

    private List<Finding> look(ManagedSecret managed, Optional<String> current)
            throws PromotionException, InterruptedException {
        Duration age = managed.age(current.orElseThrow(), clock.millis());
        if (!managed.isTooOld(age)) {
            return List.of();
        }
        if (managed.makesItsOwnValue() || managed.sourceDiffersFrom(current.get())) {
            return List.of(Finding.info("secret", subject(), inWords(age) + "; this deployment replaces it"));
        }
        String remedy = managed.source()
                .map(source -> "put a new value into " + source.describe() + "; the next deployment takes it over")
                .orElse("put a new version into " + managed.store().describe());
        return List.of(Finding.error("secret", subject(), "less than " + inWords(rotateEvery), inWords(age), remedy));
    }

    private static String inWords(Duration age) {
        if (age.compareTo(Duration.ofDays(2)) >= 0) {
            return age.toDays() + " days";
        }
        return age.compareTo(Duration.ofHours(2)) >= 0 ? age.toHours() + " hours" : age.toSeconds() + " seconds";
    }
}
