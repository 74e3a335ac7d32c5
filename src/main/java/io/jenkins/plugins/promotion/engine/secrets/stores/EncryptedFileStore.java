package io.jenkins.plugins.promotion.engine.secrets.stores;

import io.jenkins.plugins.promotion.engine.secrets.SecretStore;
import io.jenkins.plugins.promotion.engine.secrets.SecretStoreException;
import io.jenkins.plugins.promotion.engine.secrets.SecretStoreException.Reason;
import io.jenkins.plugins.promotion.engine.secrets.SecretValue;
import io.jenkins.plugins.promotion.engine.secrets.stores.KeptSecret.Version;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Keeps secrets in one encrypted file (AES-256-GCM) that several processes may use; the key is kept elsewhere.
 *
 * <p>Whoever can write the file but has no key can destroy it or put back an older copy of the whole file, and nothing else.
 */
final class EncryptedFileStore implements SecretStore {
    private final AtomicFile file;
    private final KeySource keys;
    private final String name;
    private final Clock clock;

    /** @param name of the secret in the file, unique over all environments that share it */
    EncryptedFileStore(AtomicFile file, KeySource keys, String name, Clock clock) {
        this.file = file;
        this.keys = keys;
        this.name = name;
        this.clock = clock;
    }

    @Override
    public Stages stages() throws SecretStoreException, InterruptedException {
        return kept().stages();
    }

    @Override
    public String stage(SecretValue value, String token) throws SecretStoreException, InterruptedException {
        return change(secret -> secret.withToken(token).isPresent() ? secret : staging(secret, value, token))
                .withToken(token)
                .orElseThrow();
    }

    private KeptSecret staging(KeptSecret secret, SecretValue value, String token)
            throws SecretStoreException, InterruptedException {
        FileKey key = key();
        long now = clock.millis();
        return secret.staging(id -> new Version(now, token, key.seal(value, context(id, now, token))));
    }

    @Override
    public void promote(String version) throws SecretStoreException, InterruptedException {
        change(secret -> {
            require(secret, version);
            return secret.promoting(version);
        });
    }

    @Override
    public void discard(String version) throws SecretStoreException, InterruptedException {
        change(secret -> secret.discarding(version));
    }

    @Override
    public SecretValue read(String version) throws SecretStoreException, InterruptedException {
        Version kept = require(kept(), version);
        try {
            return key().open(kept.sealed(), context(version, kept.createdAt(), kept.token()));
        } catch (IllegalArgumentException e) {
            throw corrupt("version " + version + " was changed without the key");
        }
    }

    @Override
    public long createdAt(String version) throws SecretStoreException, InterruptedException {
        return require(kept(), version).createdAt();
    }

    @Override
    public String describe() {
        return "file " + file.path();
    }

    /** A change to the secret; the same object means that nothing has to be written. */
    @FunctionalInterface
    private interface Change {
        KeptSecret of(KeptSecret secret) throws SecretStoreException, InterruptedException;
    }

    private KeptSecret change(Change change) throws SecretStoreException, InterruptedException {
        return withDisk(() -> file.<KeptSecret, SecretStoreException>locked(() -> {
            if (!file.exists()) {
                keys.createIfAbsent();
            }
            FileKey key = key();
            Optional<SealedFile> before = content(key);
            KeptSecret secret = before.map(content -> content.secret(name)).orElseGet(KeptSecret::empty);
            KeptSecret changed = change.of(secret);
            if (!changed.equals(secret)) {
                file.write(before.orElseGet(() -> SealedFile.empty(key))
                        .with(key, name, changed)
                        .write());
            }
            return changed;
        }));
    }

    private KeptSecret kept() throws SecretStoreException, InterruptedException {
        return withDisk(() -> file.exists()
                ? content(key()).map(content -> content.secret(name)).orElseGet(KeptSecret::empty)
                : KeptSecret.empty());
    }

    private Optional<SealedFile> content(FileKey key) throws IOException, SecretStoreException {
        Optional<byte[]> content = file.read();
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(SealedFile.parse(content.get(), key));
        } catch (SealedFile.Unopened e) {
            throw e.isWrongKey() ? wrongKey(key, e) : corrupt(e.getMessage());
        }
    }

    private Version require(KeptSecret secret, String version) throws SecretStoreException {
        Version kept = secret.versions().get(version);
        if (kept == null) {
            throw new SecretStoreException(
                    Reason.ABSENT,
                    describe(),
                    name,
                    "version " + version,
                    secret.versions().isEmpty()
                            ? "no version at all"
                            : "only " + String.join(", ", secret.versions().keySet()),
                    "put the file back from a backup, or provision the secret anew");
        }
        return kept;
    }

    private FileKey key() throws SecretStoreException, InterruptedException {
        try {
            return keys.read();
        } catch (KeySource.Unusable e) {
            throw new SecretStoreException(
                    Reason.FORBIDDEN, describe(), name, "its key in " + keys.describe(), e.getMessage(), e.remedy(), e);
        }
    }

    /** Binds a sealed value to its place, so that nobody can move it to another. */
    private byte[] context(String version, long createdAt, String token) {
        return SealedFile.json(List.of(name, version, createdAt, token));
    }

    private SecretStoreException wrongKey(FileKey key, Exception cause) {
        return new SecretStoreException(
                Reason.FORBIDDEN,
                describe(),
                name,
                "a file that was written with key " + key.id() + " of " + keys.describe(),
                cause.getMessage(),
                "give the key that the file was written with; keys cannot be recovered");
    }

    private SecretStoreException corrupt(String found) {
        return new SecretStoreException(
                Reason.CORRUPT,
                describe(),
                name,
                "a whole encrypted file, as it was last written here",
                found,
                "find out who changed it, and put it back from a backup");
    }

    @FunctionalInterface
    private interface DiskWork {
        KeptSecret run() throws IOException, SecretStoreException, InterruptedException;
    }

    private KeptSecret withDisk(DiskWork work) throws SecretStoreException, InterruptedException {
        try {
            return work.run();
        } catch (ClosedByInterruptException e) {
            // The channel reports by this exception and the flag what the rest of Java reports by the other.
            Thread.interrupted();
            throw new InterruptedException("while waiting for " + describe());
        } catch (AccessDeniedException e) {
            throw disk(Reason.FORBIDDEN, "no permission for " + e.getFile(), "let this user read and write it", e);
        } catch (IOException e) {
            String found = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw disk(Reason.UNREACHABLE, found, "is the disk there, and not full? then try again", e);
        }
    }

    private SecretStoreException disk(Reason reason, String found, String remedy, IOException cause) {
        return new SecretStoreException(
                reason, describe(), name, "a file that can be read and written", found, remedy, cause);
    }
}
