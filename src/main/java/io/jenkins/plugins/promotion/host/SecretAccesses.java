package io.jenkins.plugins.promotion.host;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.engine.secrets.SecretAudit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps every access to a secret, with the build that made it, as a line of JSON. */
final class SecretAccesses implements SecretAudit {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final String run;

    /** @param folder that the file is in */
    SecretAccesses(Path folder, String run) {
        this.folder = folder;
        this.run = run;
    }

    @Override
    public void accessed(Access access) {
        ObjectNode line = JSON.valueToTree(access);
        line.put("run", run);
        // One lock for all builds: they share the file.
        synchronized (SecretAccesses.class) {
            try {
                Files.createDirectories(folder);
                Files.writeString(
                        folder.resolve("access.jsonl"),
                        line + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
