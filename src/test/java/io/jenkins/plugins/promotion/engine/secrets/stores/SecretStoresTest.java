package io.jenkins.plugins.promotion.engine.secrets.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.secrets.CredentialException;
import io.jenkins.plugins.promotion.engine.secrets.SecretStore;
import io.jenkins.plugins.promotion.engine.secrets.SecretStoreException;
import io.jenkins.plugins.promotion.engine.secrets.SecretValue;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretStoresTest {
    @TempDir
    Path folder;

    private final Map<String, String> variables = new HashMap<>();

    @Test
    void shouldOpenAFileNextToTheRepository() throws Exception {
        SecretStore store = open("testing", file().put("keyFile", "keys/key"));

        String version = store.stage(SecretValue.of("value"), "token");

        assertThat(store.read(version).reveal()).isEqualTo("value");
        assertThat(store.describe()).isEqualTo("file " + folder.resolve("secrets.json"));
        assertThat(folder.resolve("keys/key")).exists();
    }

    @Test
    void shouldKeepOneNameOfTwoEnvironmentsApart() throws Exception {
        open("testing", file().put("keyFile", "key")).stage(SecretValue.of("value"), "token");

        assertThat(open("production", file().put("keyFile", "key")).stages().staged())
                .isEmpty();
    }

    @Test
    void shouldTakeTheKeyFromAVariable() throws Exception {
        variables.put("STORE_KEY", FileKey.generate().reveal());
        SecretStore store = open("testing", file().put("keyVariable", "STORE_KEY"));

        assertThat(store.read(store.stage(SecretValue.of("value"), "token")).reveal())
                .isEqualTo("value");
    }

    @Test
    void shouldNameAVariableThatIsNotSet() throws Exception {
        SecretStore store = open("testing", file().put("keyVariable", "STORE_KEY"));

        assertThatThrownBy(() -> store.stage(SecretValue.of("value"), "token"))
                .isInstanceOf(SecretStoreException.class)
                .hasMessageContaining("expected its key in variable STORE_KEY, but was not set; set it");
    }

    @Test
    void shouldTakeTheKeyFromACredential() throws Exception {
        variables.put("store-key", FileKey.generate().reveal());
        SecretStore store = open("testing", file().put("keyCredential", "store-key"));

        assertThat(store.read(store.stage(SecretValue.of("value"), "token")).reveal())
                .isEqualTo("value");
    }

    @Test
    void shouldPassOnWhereAMissingCredentialIsAdded() throws Exception {
        SecretStore store = open("testing", file().put("keyCredential", "store-key"));

        assertThatThrownBy(() -> store.stage(SecretValue.of("value"), "token"))
                .hasMessageContaining("its key in credential store-key, but was none; add it to the test");
    }

    @Test
    void shouldAskForAKey() {
        assertThatThrownBy(() -> open("testing", file()))
                .hasMessageContaining("expected keyFile, keyVariable or keyCredential, but was none of them");
    }

    @Test
    void shouldRefuseAKeyInTheSameFile() {
        assertThatThrownBy(() -> open("testing", file().put("keyFile", "./secrets.json")))
                .hasMessageContaining("a key in another file");
    }

    @Test
    void shouldNameTheKindsThatAreAvailable() {
        for (String kind : List.of("secretsManager", "parameterStore", "kubernetes", "vault", "shoebox")) {
            assertThatThrownBy(() -> stores().open("testing", "db", new Choice(kind, file())))
                    .isInstanceOf(PromotionException.class)
                    .hasMessage("secret db in testing: expected a store that is available here: file, but was " + kind
                            + "; choose one of these under store");
        }
    }

    private SecretStore open(String environment, ObjectNode settings) throws PromotionException {
        return stores().open(environment, "db", new Choice("file", settings));
    }

    private SecretStores stores() {
        return new SecretStores(
                folder,
                variables::get,
                (id, field) -> {
                    if (!variables.containsKey(id)) {
                        throw CredentialException.absent(id, "add it to the test");
                    }
                    return SecretValue.of(variables.get(id));
                },
                Clock.systemUTC());
    }

    private static ObjectNode file() {
        return JsonNodeFactory.instance.objectNode().put("path", "secrets.json");
    }
}
