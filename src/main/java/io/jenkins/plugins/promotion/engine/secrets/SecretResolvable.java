package io.jenkins.plugins.promotion.engine.secrets;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** A secret's store answers, its current version opens, and its source has a value. */
final class SecretResolvable implements Check {
    private final String secret;
    private final Opening opening;
    private final Clock clock;

    /** Opens the secret when the check runs, so that wrong settings become its findings. */
    @FunctionalInterface
    interface Opening {
        ManagedSecret open() throws PromotionException;
    }

    SecretResolvable(String secret, Opening opening, Clock clock) {
        this.secret = secret;
        this.opening = opening;
        this.clock = clock;
    }

    @Override
    public String subject() {
        return "secret " + secret;
    }

    @Override
    public List<Finding> run() throws InterruptedException {
        try {
            return look(opening.open());
        } catch (PromotionException e) {
            return e.findings();
        }
    }

    private List<Finding> look(ManagedSecret managed) throws PromotionException, InterruptedException {
        Optional<String> current = managed.store().stages().current();
        if (current.isPresent()) {
            managed.requireReadable(current.get());
        }
        if (managed.source().isPresent() && !managed.makesItsOwnValue()) {
            managed.source().get().value().close();
        }
        if (current.isPresent()) {
            long days = managed.age(current.get(), clock.millis()).toDays();
            return List.of(Finding.info(
                    "secret",
                    subject(),
                    "version " + current.get() + ", " + days + (days == 1 ? " day old" : " days old")));
        }
        if (managed.source().isEmpty()) {
            throw managed.absent();
        }
        return List.of(Finding.info(
                "secret",
                subject(),
                "its first version is made from " + managed.source().get().describe() + " by this deployment"));
    }
}
