package io.jenkins.plugins.promotion.engine.secrets;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.journal.JournalException;
import io.jenkins.plugins.promotion.engine.secrets.SecretStore.Stages;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Brings the secrets of an environment up to date: stages and verifies every new version first, and only when all of them work
 * makes them current. If one does not, none takes over.
 *
 * <p>Resumed after a crash with the same journal, it finds the tokens it had used, and so its staged versions.
 */
final class Provisioning {
    private final List<ManagedSecret> secrets;
    private final ProvisioningJournal journal;
    private final Clock clock;

    Provisioning(List<ManagedSecret> secrets, ProvisioningJournal journal, Clock clock) {
        this.secrets = secrets;
        this.journal = journal;
        this.clock = clock;
    }

    /** A version that waits to take over. */
    private record Staged(ManagedSecret secret, String version) {}

    /** @param forced secrets that get a new value whatever their age */
    List<ProvisionedSecret> run(Predicate<String> forced)
            throws PromotionException, JournalException, InterruptedException {
        List<Staged> staged = stageAll(forced);
        for (Staged next : staged) {
            promote(next);
        }
        List<ProvisionedSecret> provisioned = new ArrayList<>();
        for (ManagedSecret secret : secrets) {
            Stages stages = secret.store().stages();
            boolean rotated = stages.current().equals(journal.promoted(secret.name()));
            provisioned.add(secret.describe(stages, rotated));
        }
        return provisioned;
    }

    private List<Staged> stageAll(Predicate<String> forced)
            throws PromotionException, JournalException, InterruptedException {
        List<Staged> staged = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (ManagedSecret secret : secrets) {
            try {
                if (isDue(secret, forced.test(secret.name()))) {
                    Staged version = stage(secret);
                    if (secret.store().stages().current().equals(Optional.of(version.version()))) {
                        // The crash came between making it current and writing that down.
                        journal.promotedNow(secret, version.version());
                    } else {
                        staged.add(version);
                        findings.addAll(verify(version));
                    }
                }
            } catch (PromotionException e) {
                findings.addAll(e.findings());
            }
        }
        if (!findings.isEmpty()) {
            discard(staged, findings);
            throw new PromotionException(findings);
        }
        return staged;
    }

    private boolean isDue(ManagedSecret secret, boolean forced) throws PromotionException, InterruptedException {
        if (journal.promoted(secret.name()).isPresent()) {
            return false;
        }
        if (journal.pending(secret.name()).isPresent()) {
            return true;
        }
        Optional<String> current = secret.store().stages().current();
        if (current.isEmpty()) {
            if (secret.source().isEmpty()) {
                throw secret.absent();
            }
            return true;
        }
        secret.requireReadable(current.get());
        if (secret.makesItsOwnValue()) {
            return forced || secret.isTooOld(secret.age(current.get(), clock.millis()));
        }
        boolean changed = secret.sourceDiffersFrom(current.get());
        if (forced && !changed) {
            throw new PromotionException(secret.notRenewable());
        }
        return changed;
    }

    private Staged stage(ManagedSecret secret) throws PromotionException, JournalException, InterruptedException {
        try (SecretValue value = secret.source().orElseThrow(secret::absent).value()) {
            String token = journal.staging(secret);
            String version = secret.store().stage(value, token);
            journal.staged(secret, token, version);
            return new Staged(secret, version);
        }
    }

    /** Verifies what the store gives back, not what it was given: after a crash these may be two values. */
    private List<Finding> verify(Staged staged) throws PromotionException, JournalException, InterruptedException {
        if (journal.isVerified(staged.secret().name(), staged.version())) {
            return List.of();
        }
        if (staged.secret().verification().isEmpty()) {
            staged.secret().requireReadable(staged.version());
            return List.of();
        }
        try (SecretValue value = staged.secret().store().read(staged.version())) {
            List<Finding> findings = staged.secret().verification().get().verify(value);
            journal.verified(staged.secret(), staged.version(), findings.isEmpty());
            return findings;
        }
    }

    private void promote(Staged staged) throws PromotionException, JournalException, InterruptedException {
        ManagedSecret secret = staged.secret();
        journal.promoting(secret, staged.version(), secret.store().stages().current());
        secret.store().promote(staged.version());
        Stages observed = secret.store().stages();
        if (!observed.current().equals(Optional.of(staged.version()))) {
            throw new SecretStoreException(
                    SecretStoreException.Reason.UNREACHABLE,
                    secret.store().describe(),
                    secret.name(),
                    "version " + staged.version() + " to be current",
                    "version " + observed.current().orElse("none"),
                    "somebody else changes this secret: find out who, then try again");
        }
        journal.promotedNow(secret, staged.version());
    }

    /** Leaves nothing staged; what cannot be dropped harms nobody, and is replaced by the next rotation. */
    private void discard(List<Staged> staged, List<Finding> findings) throws JournalException, InterruptedException {
        for (Staged version : staged) {
            ManagedSecret secret = version.secret();
            try {
                journal.discarding(secret, version.version());
                secret.store().discard(version.version());
                journal.discarded(secret, version.version());
            } catch (SecretStoreException e) {
                e.findings()
                        .forEach(left -> findings.add(Finding.warning(
                                "secret",
                                left.subject(),
                                "staged version " + version.version() + " to be dropped",
                                left.butWas(),
                                "nothing uses it; the next rotation replaces it")));
            }
        }
    }
}
