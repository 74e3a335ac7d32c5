package io.jenkins.plugins.promotion.engine.secrets.stores;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.secrets.CredentialException;
import io.jenkins.plugins.promotion.engine.secrets.CredentialSource;
import io.jenkins.plugins.promotion.engine.secrets.SecretStore;
import io.jenkins.plugins.promotion.engine.secrets.SecretValue;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Every kind of secret store that is available; a new kind is one line here. */
public final class SecretStores implements SecretStore.Opener {

    @FunctionalInterface
    private interface Kind {
        SecretStore open(SecretStores stores, String secret, ObjectNode settings) throws PromotionException;
    }

    private static final Map<String, Kind> KINDS = new TreeMap<>(Map.of("file", SecretStores::file));

    private final Path root;
    private final UnaryOperator<String> variables;
    private final CredentialSource credentials;
    private final Clock clock;

    /**
     * @param root what relative paths in the promotion file start from
     * @param variables name → value of the host's environment variables, or null
     * @param credentials of the host
     * @param clock dates the versions
     */
    public SecretStores(Path root, UnaryOperator<String> variables, CredentialSource credentials, Clock clock) {
        this.root = root;
        this.variables = variables;
        this.credentials = credentials;
        this.clock = clock;
    }

    @Override
    public SecretStore open(String environment, String secret, Choice store) throws PromotionException {
        Kind kind = KINDS.get(store.kind());
        if (kind == null) {
            throw new PromotionException(Finding.error(
                    "secret",
                    "secret " + secret + " in " + environment,
                    "a store that is available here: " + String.join(", ", KINDS.keySet()),
                    store.kind(),
                    "choose one of these under store"));
        }
        return kind.open(this, environment + "/" + secret, store.settings());
    }

    /** What {@link #open} knows. */
    public static Set<String> kinds() {
        return Set.copyOf(KINDS.keySet());
    }

    private SecretStore file(String secret, ObjectNode settings) throws PromotionException {
        AtomicFile file = new AtomicFile(path(settings.path("path").asText()));
        return new EncryptedFileStore(file, key(secret, file, settings), secret, clock);
    }

    private KeySource key(String secret, AtomicFile file, ObjectNode settings) throws PromotionException {
        if (settings.hasNonNull("keyFile")) {
            return keyFile(secret, file, path(settings.get("keyFile").asText()));
        }
        if (settings.hasNonNull("keyVariable")) {
            String name = settings.get("keyVariable").asText();
            return new KeySource.FromHost("variable " + name, () -> variable(name));
        }
        if (settings.hasNonNull("keyCredential")) {
            String id = settings.get("keyCredential").asText();
            return new KeySource.FromHost("credential " + id, () -> credential(id));
        }
        throw new PromotionException(Finding.error(
                "secret",
                "secret " + secret + " in file " + file.path(),
                "keyFile, keyVariable or keyCredential",
                "none of them",
                "add keyFile with a path outside the repository; the key is made with the first secret"));
    }

    private static KeySource keyFile(String secret, AtomicFile file, Path path) throws PromotionException {
        AtomicFile key = new AtomicFile(path);
        if (key.path().equals(file.path())) {
            throw new PromotionException(Finding.error(
                    "secret",
                    "secret " + secret + " in file " + file.path(),
                    "a key in another file",
                    "the same path for both",
                    "give keyFile a path outside the repository"));
        }
        return new KeySource.InFile(key);
    }

    private SecretValue variable(String name) throws KeySource.Unusable {
        return Optional.ofNullable(variables.apply(name))
                .filter(text -> !text.isBlank())
                .map(SecretValue::of)
                .orElseThrow(() -> new KeySource.Unusable("not set", "set it; " + KeySource.FORMAT));
    }

    private SecretValue credential(String id) throws KeySource.Unusable, InterruptedException {
        try {
            return credentials.lookup(id, Optional.empty());
        } catch (CredentialException e) {
            Finding finding = e.findings().get(0);
            throw new KeySource.Unusable(finding.butWas(), finding.remedy(), e);
        }
    }

    private Path path(String text) {
        return root.resolve(text);
    }
}
