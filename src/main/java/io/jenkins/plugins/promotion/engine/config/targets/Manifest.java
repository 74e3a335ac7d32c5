package io.jenkins.plugins.promotion.engine.config.targets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.engine.config.ConfigurationTarget.Version;
import io.jenkins.plugins.promotion.engine.config.EffectiveConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a published version is, in a file beside its content: enough to read its values and to prove that nothing is damaged.
 *
 * @param file name of the content
 * @param fileDigest SHA-256 of the content
 */
record Manifest(Version version, EffectiveConfiguration configuration, String file, String fileDigest) {
    static final String NAME = "version.json";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    static Manifest of(Version version, EffectiveConfiguration configuration, String file, byte[] content) {
        return new Manifest(version, configuration, file, sha256(content));
    }

    byte[] bytes() throws IOException {
        ObjectNode json = MAPPER.createObjectNode()
                .put("version", version.id())
                .put("digest", version.digest())
                .put("publishedAt", version.publishedAt())
                .put("file", file)
                .put("fileDigest", fileDigest);
        json.set("values", configuration.values());
        return MAPPER.writeValueAsBytes(json);
    }

    /** The manifest in a version's folder; empty if it, or the content beside it, is not what was written. */
    static Optional<Manifest> read(Path folder) throws IOException {
        JsonNode json;
        try {
            json = MAPPER.readTree(Files.readAllBytes(folder.resolve(NAME)));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        if (!(json.path("values") instanceof ObjectNode values)) {
            return Optional.empty();
        }
        String id = folder.getFileName().toString();
        String digest = json.path("digest").asText();
        EffectiveConfiguration configuration = EffectiveConfiguration.published(values, "version " + id);
        Manifest manifest = new Manifest(
                new Version(id, digest, json.path("publishedAt").asLong()),
                configuration,
                json.path("file").asText(),
                json.path("fileDigest").asText());
        boolean whole = id.equals(json.path("version").asText())
                && configuration.digest().equals(digest)
                && manifest.isContentWhole(folder);
        return whole ? Optional.of(manifest) : Optional.empty();
    }

    private boolean isContentWhole(Path folder) throws IOException {
        Path content = folder.resolve(file).normalize();
        return content.startsWith(folder)
                && Files.isRegularFile(content)
                && sha256(Files.readAllBytes(content)).equals(fileDigest);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
