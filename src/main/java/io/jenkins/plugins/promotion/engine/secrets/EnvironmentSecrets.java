package io.jenkins.plugins.promotion.engine.secrets;

import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.journal.Journal;
import io.jenkins.plugins.promotion.engine.journal.JournalException;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import io.jenkins.plugins.promotion.engine.rollback.NotOpened;
import io.jenkins.plugins.promotion.engine.rollback.Restorable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The secrets of one environment: checked, provisioned, rotated, read and restored through this. */
public final class EnvironmentSecrets {
    private final Environment environment;
    private final SecretHost host;

    public EnvironmentSecrets(Environment environment, SecretHost host) {
        this.environment = environment;
        this.host = host;
    }

    /** For preflight: every secret can be resolved, and none is too old for a deployment to help it. */
    public List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        for (Environment.Secret secret : environment.secrets()) {
            checks.add(new SecretResolvable(secret.name(), () -> open(secret, "preflight"), host.clock()));
            secret.rotateEvery()
                    .ifPresent(every -> checks.add(
                            new SecretAge(secret.name(), every, () -> open(secret, "preflight"), host.clock())));
        }
        return checks;
    }

    /**
     * One for each secret; each brings back the version that was current when it was captured. One whose store cannot be opened
     * keeps no other from being brought back.
     */
    public List<Restorable> restorables() {
        List<Restorable> restorables = new ArrayList<>();
        for (Environment.Secret secret : environment.secrets()) {
            try {
                restorables.add(new SecretRestorable(
                        secret.name(), open(secret, "rollback").store()));
            } catch (PromotionException e) {
                restorables.add(new NotOpened(SecretRestorable.nameOf(secret.name()), e));
            }
        }
        return restorables;
    }

    /**
     * Brings every secret up to date: makes the first version of a new one, replaces one that is too old or whose source has
     * changed, keeps the rest.
     *
     * @param journal of the deployment; the same one again after a crash
     * @throws PromotionException with everything that is wrong; unless it is about making a verified version current, every
     *     secret has the version it had before
     * @throws JournalException if the journal cannot be written; nothing is done that it does not know of
     */
    public ProvisionedSecrets provision(Journal journal)
            throws PromotionException, JournalException, InterruptedException {
        List<ManagedSecret> secrets = openAll("provision");
        return run(secrets, journal, Set.of());
    }

    /**
     * Replaces secrets whatever their age; otherwise as {@link #provision}, but touches no other.
     *
     * @param names of the secrets; all that make their own values if there are none
     */
    public ProvisionedSecrets rotate(Set<String> names, Journal journal)
            throws PromotionException, JournalException, InterruptedException {
        requireKnown(names);
        List<ManagedSecret> chosen = openAll("rotate").stream()
                .filter(secret -> names.isEmpty() ? secret.makesItsOwnValue() : names.contains(secret.name()))
                .toList();
        return run(chosen, journal, chosen.stream().map(ManagedSecret::name).collect(Collectors.toSet()));
    }

    /**
     * The current value of a secret, for the application that is being deployed; the caller closes it.
     *
     * @param purpose for the audit: {@code deploy}
     */
    public SecretValue read(String name, String purpose) throws PromotionException, InterruptedException {
        requireKnown(Set.of(name));
        Environment.Secret secret = environment.secrets().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow();
        ManagedSecret managed = open(secret, purpose);
        Optional<String> current = managed.store().stages().current();
        return managed.store().read(current.orElseThrow(managed::absent));
    }

    /** Tells the host's mask every current value, before something that knows them can print them. */
    public void hide() throws PromotionException, InterruptedException {
        for (ManagedSecret secret : openAll("mask")) {
            Optional<String> current = secret.store().stages().current();
            if (current.isPresent()) {
                // Reading is what tells the mask.
                secret.store().read(current.get()).close();
            }
        }
    }

    private ProvisionedSecrets run(List<ManagedSecret> secrets, Journal journal, Set<String> forced)
            throws PromotionException, JournalException, InterruptedException {
        Provisioning provisioning = new Provisioning(secrets, new ProvisioningJournal(journal), host.clock());
        return new ProvisionedSecrets(environment.name(), provisioning.run(forced::contains));
    }

    private List<ManagedSecret> openAll(String purpose) throws PromotionException {
        List<ManagedSecret> secrets = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (Environment.Secret secret : environment.secrets()) {
            try {
                secrets.add(open(secret, purpose));
            } catch (PromotionException e) {
                findings.addAll(e.findings());
            }
        }
        if (!findings.isEmpty()) {
            throw new PromotionException(findings);
        }
        return secrets;
    }

    private ManagedSecret open(Environment.Secret secret, String purpose) throws PromotionException {
        return ManagedSecret.open(environment, secret, host, purpose);
    }

    private void requireKnown(Set<String> names) throws PromotionException {
        Set<String> known = environment.secrets().stream()
                .map(Environment.Secret::name)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> unknown = new TreeSet<>(names);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new PromotionException(Finding.error(
                    "secret",
                    "environment " + environment.name(),
                    "one of its secrets: " + (known.isEmpty() ? "it has none" : String.join(", ", known)),
                    String.join(", ", unknown),
                    "is it spelt as in the promotion file?"));
        }
    }
}
