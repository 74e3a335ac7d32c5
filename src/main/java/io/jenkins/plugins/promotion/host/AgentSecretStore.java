package io.jenkins.plugins.promotion.host;

import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.secrets.CredentialSource;
import io.jenkins.plugins.promotion.engine.secrets.SecretStore;
import io.jenkins.plugins.promotion.engine.secrets.SecretStoreException;
import io.jenkins.plugins.promotion.engine.secrets.SecretValue;
import io.jenkins.plugins.promotion.engine.secrets.stores.SecretStores;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** A store that is a file on the agent's machine; values cross the agent's encrypted connection and stay in memory. */
final class AgentSecretStore implements SecretStore {
    private final Agent agent;
    private final Place place;
    private final Optional<String> keyCredential;
    private final CredentialSource credentials;

    AgentSecretStore(
            Agent agent,
            String environment,
            String secret,
            Choice store,
            Map<String, String> variables,
            CredentialSource credentials)
            throws PromotionException {
        this.agent = agent;
        this.credentials = credentials;
        String variable = store.settings().path("keyVariable").asText();
        this.place = new Place(environment, secret, SentChoice.of(store), variables.get(variable), null);
        this.keyCredential =
                Optional.of(store.settings().path("keyCredential").asText()).filter(id -> !id.isEmpty());
        // Refuses an unknown kind at once.
        place.open(Path.of("."));
    }

    @Override
    public Stages stages() throws SecretStoreException, InterruptedException {
        String[] stages = call(new Look(withKey()));
        return new Stages(
                Optional.ofNullable(stages[0]), Optional.ofNullable(stages[1]), Optional.ofNullable(stages[2]));
    }

    @Override
    public String stage(SecretValue value, String token) throws SecretStoreException, InterruptedException {
        Place keyed = withKey();
        try {
            // A copy of its own, because what is sent is serialized after this call has returned on some channels.
            byte[] bytes = value.useUtf8(byte[]::clone);
            return call(new Stage(keyed, bytes, token));
        } catch (IllegalStateException e) {
            throw lost(e);
        }
    }

    @Override
    public void promote(String version) throws SecretStoreException, InterruptedException {
        call(new Change(withKey(), version, true));
    }

    @Override
    public void discard(String version) throws SecretStoreException, InterruptedException {
        call(new Change(withKey(), version, false));
    }

    @Override
    public SecretValue read(String version) throws SecretStoreException, InterruptedException {
        return SecretValue.ofUtf8(call(new Read(withKey(), version)));
    }

    @Override
    public long createdAt(String version) throws SecretStoreException, InterruptedException {
        return call(new CreatedAt(withKey(), version));
    }

    @Override
    public String describe() {
        return place.store().choice().kind() + " "
                + place.store().choice().settings().path("path").asText();
    }

    private Place withKey() throws SecretStoreException, InterruptedException {
        if (keyCredential.isEmpty()) {
            return place;
        }
        try (SecretValue key = credentials.lookup(keyCredential.get(), Optional.empty())) {
            return place.with(key.useUtf8(byte[]::clone));
        } catch (PromotionException e) {
            throw new SecretStoreException(
                    SecretStoreException.Reason.FORBIDDEN,
                    describe(),
                    place.secret(),
                    "the key from credential " + keyCredential.get(),
                    e.findings().get(0).butWas(),
                    e.findings().get(0).remedy(),
                    e);
        }
    }

    private <T> T call(Work<Answer<T>> work) throws SecretStoreException, InterruptedException {
        try {
            Answer<T> answer = agent.run(work);
            if (answer.failure() != null) {
                throw answer.failure().exception();
            }
            return answer.value();
        } catch (SecretStoreException e) {
            throw e;
        } catch (PromotionException | IOException e) {
            throw lost(e);
        }
    }

    private SecretStoreException lost(Exception e) {
        return new SecretStoreException(
                SecretStoreException.Reason.UNREACHABLE,
                describe(),
                place.secret(),
                Messages.Agent_atWork(),
                String.valueOf(e.getMessage()),
                Messages.Agent_lookAtIt(),
                e);
    }

    /** @param key of a credential; null if the key comes from elsewhere */
    private record Place(String environment, String secret, SentChoice store, String keyVariable, byte[] key)
            implements Serializable {

        Place with(byte[] other) {
            return new Place(environment, secret, store, keyVariable, other);
        }

        SecretStore open(Path workspace) throws PromotionException {
            return new SecretStores(
                            workspace, name -> keyVariable, (id, field) -> SecretValue.ofUtf8(key), Clock.systemUTC())
                    .open(environment, secret, store.choice());
        }

        /** Not the key. */
        @Override
        public String toString() {
            return secret + " in " + environment;
        }
    }

    private record Answer<T>(T value, Failure failure) implements Serializable {}

    private record Failure(
            SecretStoreException.Reason reason, String subject, String expected, String butWas, String remedy)
            implements Serializable {

        static Failure of(SecretStoreException e, String store, String secret) {
            var finding = e.findings().get(0);
            return new Failure(
                    e.reason(), store + "\n" + secret, finding.expected(), finding.butWas(), finding.remedy());
        }

        SecretStoreException exception() {
            String[] place = subject.split("\n", 2);
            return new SecretStoreException(reason, place[0], place[1], expected, butWas, remedy);
        }
    }

    /** One call of the store, opened for it. */
    private interface Call<T> extends Work<Answer<T>> {
        Place place();

        T call(SecretStore store) throws SecretStoreException, InterruptedException;

        @Override
        default Answer<T> run(Path workspace) throws PromotionException, InterruptedException {
            SecretStore store = place().open(workspace);
            try {
                return new Answer<>(call(store), null);
            } catch (SecretStoreException e) {
                return new Answer<>(null, Failure.of(e, store.describe(), place().secret()));
            }
        }
    }

    private record Look(Place place) implements Call<String[]> {
        @Override
        public String[] call(SecretStore store) throws SecretStoreException, InterruptedException {
            Stages stages = store.stages();
            return new String[] {
                stages.current().orElse(null),
                stages.previous().orElse(null),
                stages.staged().orElse(null)
            };
        }
    }

    private record Stage(Place place, byte[] value, String token) implements Call<String> {
        @Override
        public String call(SecretStore store) throws SecretStoreException, InterruptedException {
            try (SecretValue staged = SecretValue.ofUtf8(value)) {
                return store.stage(staged, token);
            }
        }

        /** Not the value. */
        @Override
        public String toString() {
            return "stage " + place;
        }
    }

    private record Change(Place place, String version, boolean promoted) implements Call<Boolean> {
        @Override
        public Boolean call(SecretStore store) throws SecretStoreException, InterruptedException {
            if (promoted) {
                store.promote(version);
            } else {
                store.discard(version);
            }
            return true;
        }
    }

    private record Read(Place place, String version) implements Call<byte[]> {
        @Override
        public byte[] call(SecretStore store) throws SecretStoreException, InterruptedException {
            try (SecretValue value = store.read(version)) {
                return value.useUtf8(byte[]::clone);
            }
        }
    }

    private record CreatedAt(Place place, String version) implements Call<Long> {
        @Override
        public Long call(SecretStore store) throws SecretStoreException, InterruptedException {
            return store.createdAt(version);
        }
    }
}
