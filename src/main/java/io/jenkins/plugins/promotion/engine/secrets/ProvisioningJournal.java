package io.jenkins.plugins.promotion.engine.secrets;

import io.jenkins.plugins.promotion.engine.journal.Journal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The part of a deployment's journal that is about secrets: intent before every change of a store, outcome after it. The kinds
 * are the contract with displays and reports; every entry has {@code secret} and {@code store}.
 */
public final class ProvisioningJournal {
    /** About to keep a new version beside the current one: {@code token}. */
    public static final String STAGING = "secret.staging";
    /** It is kept: {@code token}, {@code version}. */
    public static final String STAGED = "secret.staged";
    /** The consumer was asked: {@code version}, {@code good}. */
    public static final String VERIFIED = "secret.verified";
    /** About to make a version current: {@code version}, {@code replaces}. */
    public static final String PROMOTING = "secret.promoting";
    /** It was seen to be current: {@code version}. */
    public static final String PROMOTED = "secret.promoted";
    /** About to drop a staged version: {@code version}. */
    public static final String DISCARDING = "secret.discarding";
    /** It is dropped: {@code version}. */
    public static final String DISCARDED = "secret.discarded";

    private final Journal journal;

    ProvisioningJournal(Journal journal) {
        this.journal = journal;
    }

    /** The token of a rotation of this secret that had begun and did not end. */
    Optional<String> pending(String secret) {
        Optional<String> token = Optional.empty();
        for (JournalEntry entry : journal.entries()) {
            if (entry.text("secret").equals(secret)) {
                switch (entry.kind()) {
                    case STAGING -> token = Optional.of(entry.text("token"));
                    case PROMOTED, DISCARDED -> token = Optional.empty();
                    default -> {
                        // Says nothing about whether the rotation has ended.
                    }
                }
            }
        }
        return token;
    }

    /** The version that this deployment has made current. */
    Optional<String> promoted(String secret) {
        return journal.entries().stream()
                .filter(entry ->
                        entry.kind().equals(PROMOTED) && entry.text("secret").equals(secret))
                .map(entry -> entry.text("version"))
                .reduce((earlier, later) -> later);
    }

    /** Whether the consumer has accepted this version in this deployment. */
    boolean isVerified(String secret, String version) {
        return journal.entries().stream()
                .anyMatch(entry -> entry.kind().equals(VERIFIED)
                        && entry.text("secret").equals(secret)
                        && entry.text("version").equals(version)
                        && entry.data().get("good").equals(true));
    }

    /** The token to stage with: that of the pending rotation, or a new one. */
    String staging(ManagedSecret secret) throws JournalException {
        Optional<String> pending = pending(secret.name());
        if (pending.isPresent()) {
            return pending.get();
        }
        String token = UUID.randomUUID().toString();
        journal.commit(STAGING, data(secret, "token", token));
        return token;
    }

    void staged(ManagedSecret secret, String token, String version) throws JournalException {
        Map<String, Object> data = data(secret, "version", version);
        data.put("token", token);
        journal.commit(STAGED, data);
    }

    void verified(ManagedSecret secret, String version, boolean good) throws JournalException {
        Map<String, Object> data = data(secret, "version", version);
        data.put("good", good);
        journal.note(VERIFIED, data);
    }

    void promoting(ManagedSecret secret, String version, Optional<String> replaces) throws JournalException {
        Map<String, Object> data = data(secret, "version", version);
        data.put("replaces", replaces.orElse(""));
        journal.commit(PROMOTING, data);
    }

    void promotedNow(ManagedSecret secret, String version) throws JournalException {
        journal.commit(PROMOTED, data(secret, "version", version));
    }

    void discarding(ManagedSecret secret, String version) throws JournalException {
        journal.commit(DISCARDING, data(secret, "version", version));
    }

    void discarded(ManagedSecret secret, String version) throws JournalException {
        journal.commit(DISCARDED, data(secret, "version", version));
    }

    private static Map<String, Object> data(ManagedSecret secret, String key, String value) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("secret", secret.name());
        data.put("store", secret.store().describe());
        data.put(key, value);
        return data;
    }
}
