package io.jenkins.plugins.promotion.engine.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.promotion.engine.journal.DurableFile;
import io.jenkins.plugins.promotion.engine.journal.FileJournal;
import io.jenkins.plugins.promotion.engine.journal.Journal;
import io.jenkins.plugins.promotion.engine.journal.JournalException;
import io.jenkins.plugins.promotion.engine.journal.JournalListener;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Deployments as folders: {@code deployments/ID/journal.jsonl} and {@code record.json}. The ids sort by time within an
 * environment, so the newest are read first and no more than are asked for.
 */
public final class FileDeploymentStore implements DeploymentStore {
    /** What a record says of itself in a question, as {@code isError}, is no part of it. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** People and scripts name ids; what is a path rather than a name leads out of the folder. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private static final Comparator<DeploymentRecord> NEWEST_FIRST = Comparator.comparingLong(
                    (DeploymentRecord record) -> record.deployment().startedAt())
            .reversed();

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
        write(
                folder.resolve(record.deployment().id()).resolve("record.json"),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(record));
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        DurableFile.replace(file, content);
    }

    @Override
    public void attach(Deployment deployment, String name, String text) throws IOException {
        write(folder.resolve(deployment.id()).resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<String> attachment(Deployment deployment, String name) throws IOException {
        Path file = folder.resolve(deployment.id()).resolve(name);
        return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    @Override
    public Optional<DeploymentRecord> find(String id) throws IOException {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        Path file = folder.resolve(id).resolve("record.json");
        return Files.exists(file)
                ? Optional.ofNullable(JSON.readValue(file.toFile(), DeploymentRecord.class))
                : Optional.empty();
    }

    @Override
    public List<DeploymentRecord> find(DeploymentQuery query) throws IOException {
        return find(query, id -> {});
    }

    /**
     * As {@link #find(DeploymentQuery)}.
     *
     * @param spoiled is told the ids of the records that cannot be read: they hide themselves only, not the history
     */
    public List<DeploymentRecord> find(DeploymentQuery query, Consumer<String> spoiled) throws IOException {
        List<DeploymentRecord> found = new ArrayList<>();
        String second = "";
        for (String id : ids(query.environment())) {
            // Names are exact to the second: the rest of it is read, so that the newest of it are kept.
            if (found.size() >= query.limit() && !second(id).equals(second)) {
                break;
            }
            second = second(id);
            readable(id, spoiled).filter(query::fits).ifPresent(found::add);
        }
        return found.stream().sorted(NEWEST_FIRST).limit(query.limit()).toList();
    }

    /** The environments that something was deployed to, told from the names alone. */
    public Set<String> environments() throws IOException {
        return ids("").stream()
                .map(FileDeploymentStore::environment)
                .filter(environment -> !environment.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Optional<DeploymentRecord> readable(String id, Consumer<String> spoiled) throws IOException {
        try {
            return find(id);
        } catch (JsonProcessingException | CharConversionException e) {
            spoiled.accept(id);
            return Optional.empty();
        }
    }

    /** Newest first, told from the names alone. */
    private List<String> ids(String environment) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(id -> environment.isEmpty() || environment(id).equals(environment))
                    .sorted(Comparator.comparing(FileDeploymentStore::second).reversed())
                    .toList();
        }
    }

    /** An id is the environment, the second, and four digits; only the environment may have more dashes. */
    private static String environment(String id) {
        int digits = id.lastIndexOf('-');
        return id.substring(0, Math.max(0, id.lastIndexOf('-', digits - 1)));
    }

    private static String second(String id) {
        int digits = id.lastIndexOf('-');
        return digits < 0 ? "" : id.substring(id.lastIndexOf('-', digits - 1) + 1, digits);
    }
}
