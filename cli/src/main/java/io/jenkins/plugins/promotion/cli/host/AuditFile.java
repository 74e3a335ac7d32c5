package io.jenkins.plugins.promotion.cli.host;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.promotion.engine.secrets.SecretAudit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps every access to a secret as a line of JSON. */
final class AuditFile implements SecretAudit {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    AuditFile(Path file) {
        this.file = file;
    }

    @Override
    public synchronized void accessed(Access access) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(
                    file, JSON.writeValueAsString(access) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
