package io.jenkins.plugins.promotion.cli.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import hudson.AbortException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The credentials file of the command line. Values live in memory only.
 *
 * <pre>
 * api-token: { string: … }
 * registry:  { usernamePassword: { username: …, password: … } }
 * kubeconfig: { file: /path/outside/the/repository }
 * </pre>
 */
final class Credentials {
    private final String source;
    private final Map<String, JsonNode> entries;

    private Credentials(String source, Map<String, JsonNode> entries) {
        this.source = source;
        this.entries = entries;
    }

    static Credentials load(Optional<Path> file) throws IOException {
        if (file.isEmpty()) {
            return new Credentials("no credentials file was given", Map.of());
        }
        JsonNode root;
        try {
            root = new YAMLMapper().readTree(Files.readAllBytes(file.get()));
        } catch (JsonProcessingException e) {
            // The parser's own message quotes the text around the error, which may be a secret.
            throw new AbortException("credentials file " + file.get() + ": expected YAML, but was not readable at line "
                    + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()));
        }
        Map<String, JsonNode> entries = new LinkedHashMap<>();
        root.properties().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
        Credentials credentials = new Credentials("credentials file " + file.get(), entries);
        for (String id : entries.keySet()) {
            credentials.check(id);
        }
        return credentials;
    }

    private void check(String id) throws AbortException {
        JsonNode entry = entries.get(id);
        boolean good = entry.path("string").isValueNode()
                || entry.path("file").isTextual()
                || entry.path("usernamePassword").path("username").isValueNode()
                        && entry.path("usernamePassword").path("password").isValueNode();
        if (!good || entry.size() != 1) {
            throw new AbortException(
                    source + ": credential '" + id + "': expected one of { string: … }, { file: PATH },"
                            + " { usernamePassword: { username: …, password: … } }, but was another shape");
        }
    }

    /** Says, before a body starts, that a credential is missing or of another kind. */
    void require(SecretVariable variable) throws AbortException {
        JsonNode entry = entries.get(variable.credential());
        String kind = kind(variable.part());
        if (entry == null) {
            throw new AbortException("credential '" + variable.credential() + "': expected a " + kind
                    + ", but there is none; " + source + "; add it there");
        }
        if (!entry.has(kind)) {
            throw new AbortException("credential '" + variable.credential() + "': expected a " + kind + ", but was a "
                    + entry.fieldNames().next() + "; " + source);
        }
    }

    private static String kind(SecretVariable.Part part) {
        return switch (part) {
            case TEXT -> "string";
            case FILE -> "file";
            case USERNAME, PASSWORD, USERNAME_COLON_PASSWORD -> "usernamePassword";
        };
    }

    String value(SecretVariable variable) {
        JsonNode entry = entries.get(variable.credential());
        if (entry == null || !entry.has(kind(variable.part()))) {
            throw new IllegalStateException(
                    "credential '" + variable.credential() + "' is no longer there; " + source + "; add it again");
        }
        JsonNode pair = entry.path("usernamePassword");
        return switch (variable.part()) {
            case TEXT -> entry.path("string").asText();
            case FILE -> entry.path("file").asText();
            case USERNAME -> pair.path("username").asText();
            case PASSWORD -> pair.path("password").asText();
            case USERNAME_COLON_PASSWORD ->
                pair.path("username").asText() + ":" + pair.path("password").asText();
        };
    }

    /** The values that nobody may see, by credential; user names and paths are no secrets. */
    Map<String, String> secrets() {
        Map<String, String> secrets = new LinkedHashMap<>();
        entries.forEach((id, entry) -> {
            if (entry.has("string")) {
                secrets.put(id, entry.path("string").asText());
            } else if (entry.has("usernamePassword")) {
                secrets.put(id, entry.path("usernamePassword").path("password").asText());
                secrets.put(
                        id + " (pair)", value(new SecretVariable("", id, SecretVariable.Part.USERNAME_COLON_PASSWORD)));
            }
        });
        return secrets;
    }

    @Override
    public String toString() {
        return source;
    }
}
