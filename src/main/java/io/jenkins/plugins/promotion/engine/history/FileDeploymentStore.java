package io.jenkins.plugins.promotion.engine.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.promotion.engine.journal.FileJournal;
import io.jenkins.plugins.promotion.engine.journal.Journal;
import io.jenkins.plugins.promotion.engine.journal.JournalException;
import io.jenkins.plugins.promotion.engine.journal.JournalListener;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Deployments as folders: {@code deployments/ID/journal.jsonl} and {@code record.json}. The ids sort by time within an
 * environment, so the newest are read first and no more than are asked for.
 */
public final class FileDeploymentStore implements DeploymentStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Clock clock;

    public FileDeploymentStore(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    @Override
    public Journal journal(Deployment deployment, JournalListener listener) throws JournalException {
        return FileJournal.open(journalFile(deployment.id()), clock, listener);
    }

    /** Where the journal of that deployment is. */
    public Path journalFile(String id) {
        return folder.resolve(id).resolve("journal.jsonl");
    }

    @Override
    public void save(DeploymentRecord record) throws IOException {
        Path file = folder.resolve(record.deployment().id()).resolve("record.json");
        Files.createDirectories(file.getParent());
        Path next = file.resolveSibling("record.json.next");
        Files.write(next, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(record));
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public Optional<DeploymentRecord> find(String id) throws IOException {
        Path file = folder.resolve(id).resolve("record.json");
        return Files.exists(file)
                ? Optional.of(JSON.readValue(file.toFile(), DeploymentRecord.class))
                : Optional.empty();
    }

    @Override
    public List<DeploymentRecord> find(DeploymentQuery query) throws IOException {
        List<DeploymentRecord> found = new ArrayList<>();
        for (String id : ids(query.environment())) {
            if (found.size() >= query.limit()) {
                break;
            }
            find(id).filter(query::fits).ifPresent(found::add);
        }
        found.sort(Comparator.comparingLong(
                        (DeploymentRecord record) -> record.deployment().startedAt())
                .reversed());
        return found;
    }

    /** Newest first, told from the names alone. */
    private List<String> ids(String environment) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(id -> environment.isEmpty() || environment(id).equals(environment))
                    .sorted(Comparator.comparing(FileDeploymentStore::time).reversed())
                    .toList();
        }
    }

    private static String environment(String id) {
        return id.replaceFirst("-[^-]+-[^-]+$", "");
    }

    private static String time(String id) {
        return id.length() > 20 ? id.substring(id.length() - 20) : id;
    }
}
