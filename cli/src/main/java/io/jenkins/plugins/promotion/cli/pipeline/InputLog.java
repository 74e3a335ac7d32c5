package io.jenkins.plugins.promotion.cli.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The answers of a run, one JSON object a line. */
final class InputLog {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Secrets secrets;
    private final List<InputRecord> records = new CopyOnWriteArrayList<>();

    InputLog(Path file, Secrets secrets) throws IOException {
        this.file = file;
        this.secrets = secrets;
        if (Files.exists(file)) {
            String text = Files.readString(file);
            for (String line : text.split("\n")) {
                read(line);
            }
            if (!text.isEmpty() && !text.endsWith("\n")) {
                append("\n");
            }
        }
    }

    /** A torn last line is what a crash leaves: that answer was not given yet, and is asked for again. */
    private void read(String line) {
        try {
            if (!line.isBlank()) {
                records.add(JSON.readValue(secrets.unseal(JSON.readTree(line).toString()), InputRecord.class));
            }
        } catch (JsonProcessingException torn) {
            // Nothing to keep.
        }
    }

    void add(InputRecord record) throws IOException {
        append(secrets.seal(JSON.writeValueAsString(record)) + "\n");
        records.add(record);
    }

    private void append(String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
    }

    List<InputRecord> all() {
        return List.copyOf(records);
    }

    Optional<InputRecord> of(String step) {
        return records.stream().filter(record -> record.step().equals(step)).findFirst();
    }
}
