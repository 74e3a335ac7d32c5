package io.jenkins.plugins.promotion.engine.secrets;

import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.secrets.SecretStore.Stages;
import java.time.Duration;
import java.util.Optional;

/**
 * A secret of an environment with its store, source and verification at hand, for one purpose.
 *
 * @param name unique in the environment
 * @param store where it is kept, audited
 * @param source where its value comes from, if not only from the store
 * @param rotateEvery age at which it is replaced
 * @param verification by the real consumer
 */
record ManagedSecret(
        String name,
        SecretStore store,
        Optional<SecretSource> source,
        Optional<Duration> rotateEvery,
        Optional<SecretVerification> verification) {

    static ManagedSecret open(Environment environment, Environment.Secret secret, SecretHost host, String purpose)
            throws PromotionException {
        Accesses accesses = new Accesses(host, environment.name(), secret.name(), purpose);
        Optional<SecretVerification> verification = secret.verify().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        SecretVerification.of(secret.name(), secret.verify().get(), host));
        return new ManagedSecret(
                secret.name(),
                accesses.audited(host.stores().open(environment.name(), secret.name(), secret.store())),
                SecretSource.of(new SecretSource.Place(host, environment, secret, accesses)),
                secret.rotateEvery(),
                verification);
    }

    boolean makesItsOwnValue() {
        return source.filter(SecretSource::isFresh).isPresent();
    }

    /** How old the version is now, at least zero. */
    Duration age(String version, long now) throws SecretStoreException, InterruptedException {
        return Duration.ofMillis(Math.max(0, now - store.createdAt(version)));
    }

    boolean isTooOld(Duration age) {
        return rotateEvery.filter(limit -> age.compareTo(limit) >= 0).isPresent();
    }

    /** Whether the value that somebody else decides is another than the version's. */
    boolean sourceDiffersFrom(String version) throws PromotionException, InterruptedException {
        if (source.isEmpty() || makesItsOwnValue()) {
            return false;
        }
        try (SecretValue kept = store.read(version);
                SecretValue given = source.get().value()) {
            return !kept.equals(given);
        }
    }

    /** Shows that the version is there and opens. */
    void requireReadable(String version) throws SecretStoreException, InterruptedException {
        store.read(version).close();
    }

    ProvisionedSecret describe(Stages stages, boolean rotated) throws SecretStoreException, InterruptedException {
        String current = stages.current().orElseThrow();
        return new ProvisionedSecret(
                name, store.describe(), current, stages.previous().orElse(""), store.createdAt(current), rotated);
    }

    SecretStoreException absent() {
        return new SecretStoreException(
                SecretStoreException.Reason.ABSENT,
                store.describe(),
                name,
                "a current version, or a source for the first one",
                "neither",
                "put it into the store, or add generate, credential or copy in the promotion file");
    }

    /** Why a new version cannot be made on demand. */
    Finding notRenewable() {
        String found = source.map(from -> "the same value as before in " + from.describe())
                .orElse("no source");
        String remedy = source.map(from -> "change the value in " + from.describe() + " first")
                .orElse("change it in its store, or add generate in the promotion file");
        return Finding.error("secret", "rotation of secret " + name, "a new value", found, remedy);
    }
}
