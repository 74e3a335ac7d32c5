package io.jenkins.plugins.promotion.engine.secrets;

import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.secrets.SecretAudit.Access;
import io.jenkins.plugins.promotion.engine.secrets.SecretAudit.Action;

/** Every way to one secret for one purpose: each access is audited, each value is masked before it is handed out. */
final class Accesses {
    private final SecretHost host;
    private final String environment;
    private final String secret;
    private final String purpose;

    Accesses(SecretHost host, String environment, String secret, String purpose) {
        this.host = host;
        this.environment = environment;
        this.secret = secret;
        this.purpose = purpose;
    }

    /** An access that returns something, or fails in one of the ways that a store or a credential can. */
    @FunctionalInterface
    interface Call<T, X extends PromotionException> {
        T run() throws X, InterruptedException;
    }

    SecretStore audited(SecretStore store) {
        return new AuditedStore(store, this);
    }

    void hide(SecretValue value) {
        host.mask().hide(value);
    }

    /** The value that the call reads; wiped if it cannot be audited. */
    <X extends PromotionException> SecretValue read(String store, String version, Call<SecretValue, X> call)
            throws X, InterruptedException {
        SecretValue value = failing(Action.READ, store, version, call);
        try {
            hide(value);
            audit(Action.READ, store, version, "done");
            return value;
        } catch (RuntimeException unaudited) {
            value.close();
            throw unaudited;
        }
    }

    <X extends PromotionException> void change(Action action, String store, String version, Call<Void, X> call)
            throws X, InterruptedException {
        failing(action, store, version, call);
        audit(action, store, version, "done");
    }

    /** The version that the call makes. */
    <X extends PromotionException> String stage(String store, Call<String, X> call) throws X, InterruptedException {
        String version = failing(Action.STAGE, store, "", call);
        audit(Action.STAGE, store, version, "done");
        return version;
    }

    @SuppressWarnings("unchecked")
    private <T, X extends PromotionException> T failing(Action action, String store, String version, Call<T, X> call)
            throws X, InterruptedException {
        try {
            return call.run();
        } catch (PromotionException e) {
            audit(action, store, version, "failed: " + e.findings().get(0).butWas());
            throw (X) e;
        } catch (InterruptedException | RuntimeException e) {
            audit(action, store, version, "failed: " + e.getClass().getSimpleName());
            throw e;
        }
    }

    private void audit(Action action, String store, String version, String outcome) {
        host.audit()
                .accessed(new Access(
                        host.who(),
                        action,
                        host.clock().millis(),
                        environment,
                        secret,
                        store,
                        version,
                        purpose,
                        outcome));
    }

    /** A store whose every access is audited. */
    private record AuditedStore(SecretStore store, Accesses accesses) implements SecretStore {

        @Override
        public Stages stages() throws SecretStoreException, InterruptedException {
            return store.stages();
        }

        @Override
        public String stage(SecretValue value, String token) throws SecretStoreException, InterruptedException {
            accesses.hide(value);
            return accesses.stage(describe(), () -> store.stage(value, token));
        }

        @Override
        public void promote(String version) throws SecretStoreException, InterruptedException {
            accesses.<SecretStoreException>change(Action.PROMOTE, describe(), version, () -> {
                store.promote(version);
                return null;
            });
        }

        @Override
        public void discard(String version) throws SecretStoreException, InterruptedException {
            accesses.<SecretStoreException>change(Action.DISCARD, describe(), version, () -> {
                store.discard(version);
                return null;
            });
        }

        @Override
        public SecretValue read(String version) throws SecretStoreException, InterruptedException {
            return accesses.read(describe(), version, () -> store.read(version));
        }

        @Override
        public long createdAt(String version) throws SecretStoreException, InterruptedException {
            return store.createdAt(version);
        }

        @Override
        public String describe() {
            return store.describe();
        }
    }
}
