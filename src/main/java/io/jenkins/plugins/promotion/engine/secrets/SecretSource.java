package io.jenkins.plugins.promotion.engine.secrets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.config.Settings;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Where the value of a secret comes from. */
interface SecretSource {

    /** The value now; the caller closes it. */
    SecretValue value() throws PromotionException, InterruptedException;

    /** Whether it makes a new value each time; otherwise somebody else decides when the value changes. */
    default boolean isFresh() {
        return false;
    }

    /** For messages: {@code credential db-admin}. */
    String describe();

    /** What a kind needs to make a source. */
    record Place(SecretHost host, Environment environment, Environment.Secret secret, Accesses accesses) {}

    /** Makes the source that a promotion file chose. */
    @FunctionalInterface
    interface Factory {
        SecretSource create(Choice choice, Place place) throws PromotionException;
    }

    /** A new kind is one line here. */
    Map<String, Factory> KINDS = Map.of(
            "generate", (choice, place) -> new Generated(choice),
            "credential", FromCredential::new,
            "copy", FromStore::new);

    /** The source of a secret; empty if its store already has the value. */
    static Optional<SecretSource> of(Place place) throws PromotionException {
        Optional<Choice> choice = place.secret().source();
        if (choice.isEmpty()) {
            return Optional.empty();
        }
        Factory factory = KINDS.get(choice.get().kind());
        if (factory == null) {
            throw new PromotionException(Finding.error(
                    "secret",
                    "secret " + place.secret().name(),
                    "a source: " + String.join(", ", new TreeSet<>(KINDS.keySet())),
                    choice.get().kind(),
                    "choose one of these"));
        }
        return Optional.of(factory.create(choice.get(), place));
    }

    /** A credential of the host. */
    final class FromCredential implements SecretSource {
        private final String id;
        private final Optional<String> field;
        private final Place place;

        FromCredential(Choice choice, Place place) throws PromotionException {
            Settings settings = new Settings(choice, Map.of());
            id = settings.text("id");
            field = settings.optionalText("field");
            settings.close();
            this.place = place;
        }

        @Override
        public SecretValue value() throws CredentialException, InterruptedException {
            return place.accesses()
                    .read(describe(), "", () -> place.host().credentials().lookup(id, field));
        }

        @Override
        public String describe() {
            return "credential " + id;
        }
    }

    /** The current version in another store. */
    final class FromStore implements SecretSource {
        private final SecretStore store;
        private final String secret;

        FromStore(Choice choice, Place place) throws PromotionException {
            String kind = choice.settings().fieldNames().next();
            Choice other = new Choice(kind, (ObjectNode) choice.settings().get(kind));
            secret = place.secret().name();
            store = place.accesses()
                    .audited(place.host().stores().open(place.environment().name(), secret, other));
        }

        @Override
        public SecretValue value() throws SecretStoreException, InterruptedException {
            Optional<String> current = store.stages().current();
            if (current.isEmpty()) {
                throw new SecretStoreException(
                        SecretStoreException.Reason.ABSENT,
                        store.describe(),
                        secret,
                        "a current version to copy",
                        "none",
                        "put the secret into that store first");
            }
            return store.read(current.get());
        }

        @Override
        public String describe() {
            return store.describe();
        }
    }
}
