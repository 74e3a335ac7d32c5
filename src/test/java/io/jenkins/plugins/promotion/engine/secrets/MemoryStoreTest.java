package io.jenkins.plugins.promotion.engine.secrets;

import java.time.Clock;

/** The store that other tests stand on keeps the contract as well. */
class MemoryStoreTest implements SecretStoreContract {
    private final MemoryStore store = new MemoryStore("db-password", Clock.systemUTC());

    @Override
    public SecretStore store() {
        return store;
    }
}
