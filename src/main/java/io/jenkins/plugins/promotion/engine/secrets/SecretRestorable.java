package io.jenkins.plugins.promotion.engine.secrets;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.rollback.Restorable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings back the version of a secret that was current; the value never leaves its store. */
final class SecretRestorable implements Restorable {
    private static final String VERSION = "version";

    private final String secret;
    private final SecretStore store;

    SecretRestorable(String secret, SecretStore store) {
        this.secret = secret;
        this.store = store;
    }

    static String nameOf(String secret) {
        return "secret " + secret;
    }

    @Override
    public String name() {
        return nameOf(secret);
    }

    /** The id of the current version; nothing if there is none yet. */
    @Override
    public Map<String, String> capture() throws SecretStoreException, InterruptedException {
        return store.stages().current().map(id -> Map.of(VERSION, id)).orElse(Map.of());
    }

    @Override
    public List<Finding> prove(Map<String, String> captured) throws InterruptedException {
        Optional<String> version = version(captured);
        if (version.isEmpty()) {
            return List.of(Finding.info(
                    "secret", name(), "had no version; the first one stays, because nothing used another before"));
        }
        try {
            store.read(version.get()).close();
            return List.of();
        } catch (SecretStoreException e) {
            return e.findings();
        }
    }

    @Override
    public Restored restore(Map<String, String> captured) throws SecretStoreException, InterruptedException {
        Optional<String> version = version(captured);
        if (version.isEmpty() || store.stages().current().equals(version)) {
            return Restored.UNCHANGED;
        }
        store.promote(version.get());
        Optional<String> observed = store.stages().current();
        if (!observed.equals(version)) {
            throw new SecretStoreException(
                    SecretStoreException.Reason.UNREACHABLE,
                    store.describe(),
                    secret,
                    "version " + version.get() + " to be current again",
                    "version " + observed.orElse("none"),
                    "somebody else changes this secret: find out who, then roll back again");
        }
        store.read(version.get()).close();
        return Restored.RESTORED;
    }

    /** Where there was no version there is nothing to go back to: the first one may stay. */
    @Override
    public boolean isAt(Map<String, String> captured) throws SecretStoreException, InterruptedException {
        return version(captured).isEmpty() || capture().equals(captured);
    }

    private static Optional<String> version(Map<String, String> captured) {
        return Optional.ofNullable(captured.get(VERSION));
    }
}
