package io.jenkins.plugins.promotion.engine.secrets;

import io.jenkins.plugins.promotion.engine.secrets.SecretStoreException.Reason;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A store that lives as long as a test, and fails or dies when the test says so. */
public final class MemoryStore implements SecretStore {

    /** Called before and after each change and each read. */
    @FunctionalInterface
    public interface Observer {
        void at(String moment) throws SecretStoreException;
    }

    private record Version(String value, String token, long createdAt) {}

    private final String secret;
    private final Clock clock;
    private final Map<String, Version> versions = new LinkedHashMap<>();
    private Optional<String> current = Optional.empty();
    private Optional<String> previous = Optional.empty();
    private Optional<String> staged = Optional.empty();
    private int made;
    private Observer observer = moment -> {};

    public MemoryStore(String secret, Clock clock) {
        this.secret = secret;
        this.clock = clock;
    }

    public void observe(Observer other) {
        observer = other;
    }

    /** How many versions were ever made. */
    public int made() {
        return made;
    }

    @Override
    public Stages stages() throws SecretStoreException {
        observer.at("stages");
        return new Stages(current, previous, staged);
    }

    @Override
    public String stage(SecretValue value, String token) throws SecretStoreException {
        observer.at("before stage");
        Optional<String> known = versions.keySet().stream()
                .filter(id -> versions.get(id).token().equals(token))
                .findFirst();
        if (known.isPresent()) {
            return known.get();
        }
        String id = "v" + ++made;
        versions.put(id, new Version(value.reveal(), token, clock.millis()));
        staged = Optional.of(id);
        forget();
        observer.at("after stage");
        return id;
    }

    @Override
    public void promote(String version) throws SecretStoreException {
        observer.at("before promote");
        require(version);
        if (!current.equals(Optional.of(version))) {
            previous = current.isPresent() ? current : previous;
            current = Optional.of(version);
            staged = staged.filter(id -> !id.equals(version));
            forget();
        }
        observer.at("after promote");
    }

    @Override
    public void discard(String version) throws SecretStoreException {
        observer.at("before discard");
        staged = staged.filter(id -> !id.equals(version));
        forget();
        observer.at("after discard");
    }

    @Override
    public SecretValue read(String version) throws SecretStoreException {
        observer.at("read");
        return SecretValue.of(require(version).value());
    }

    @Override
    public long createdAt(String version) throws SecretStoreException {
        return require(version).createdAt();
    }

    @Override
    public String describe() {
        return "memory";
    }

    private Version require(String version) throws SecretStoreException {
        if (!versions.containsKey(version)) {
            throw new SecretStoreException(
                    Reason.ABSENT, describe(), secret, "version " + version, "none", "provision the secret anew");
        }
        return versions.get(version);
    }

    private void forget() {
        versions.keySet()
                .removeIf(id -> !current.equals(Optional.of(id))
                        && !previous.equals(Optional.of(id))
                        && !staged.equals(Optional.of(id)));
    }
}
