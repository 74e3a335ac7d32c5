package io.jenkins.plugins.promotion.host;

import hudson.model.Run;
import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.DeploymentStore;
import io.jenkins.plugins.promotion.engine.history.FileDeploymentStore;
import io.jenkins.plugins.promotion.engine.journal.FileJournal;
import io.jenkins.plugins.promotion.engine.journal.Journal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalException;
import io.jenkins.plugins.promotion.engine.journal.JournalListener;
import io.jenkins.plugins.promotion.history.DeploymentsAction;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Journals and records in the directories of the builds, and an index of the records, a folder an application, in Jenkins' home:
 * it answers without loading a build, and it outlives them.
 */
public final class BuildDeployments implements DeploymentStore {
    /** Those who keep a record share it; who copies one from a build into the index must see no older one than they do. */
    private static final ReadWriteLock INDEX = new ReentrantReadWriteLock();

    private final Clock clock;

    public BuildDeployments(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Journal journal(Deployment deployment, JournalListener listener) throws JournalException {
        return of(deployment.run()).journal(deployment, listener);
    }

    @Override
    public void save(DeploymentRecord record) throws IOException {
        INDEX.readLock().lock();
        try {
            of(record.deployment().run()).save(record);
            index(record);
        } finally {
            INDEX.readLock().unlock();
        }
        Run<?, ?> run = Run.fromExternalizableId(record.deployment().run());
        if (run != null) {
            DeploymentsAction.update(run, record);
            if (!record.baseline().captured().isEmpty()) {
                NewestBuilds.began(run, record.deployment().place());
            }
        }
    }

    /** The lines of a journal, also while somebody writes it; empty if there is none. */
    public List<JournalEntry> journal(Deployment deployment) throws JournalException {
        Path file = of(deployment.run()).journalFile(deployment.id());
        return Files.exists(file) ? FileJournal.read(file) : List.of();
    }

    /** Copies what a build's directory says of a deployment into the index. */
    void index(RecordSource build) throws IOException {
        INDEX.writeLock().lock();
        try {
            index(build.read());
        } finally {
            INDEX.writeLock().unlock();
        }
    }

    /** Reads a record. */
    @FunctionalInterface
    interface RecordSource {
        DeploymentRecord read() throws IOException;
    }

    private void index(DeploymentRecord record) throws IOException {
        index(record.deployment().application()).save(record);
        link(record.deployment());
    }

    /** An empty file says which application a job deploys: the job's page asks for it. */
    private static void link(Deployment deployment) throws IOException {
        String job = deployment.run().substring(0, Math.max(0, deployment.run().lastIndexOf('#')));
        Path folder = jobFolder(job);
        Path link = folder.resolve(deployment.application());
        if (Files.notExists(link)) {
            Files.createDirectories(folder);
            Files.writeString(link, "");
        }
    }

    /** No job of that name deploys anything. */
    static void forget(String job) throws IOException {
        for (String application : applicationsOf(job)) {
            Files.delete(jobFolder(job).resolve(application));
        }
        Files.deleteIfExists(jobFolder(job));
    }

    private static Path jobFolder(String job) {
        return PromotionHome.folder().resolve("jobs").resolve(URLEncoder.encode(job, StandardCharsets.UTF_8));
    }

    /** What the job has deployed so far. */
    public static List<String> applicationsOf(String job) {
        try {
            return names(jobFolder(job));
        } catch (IOException e) {
            return List.of();
        }
    }

    @Override
    public void attach(Deployment deployment, String name, String text) throws IOException {
        of(deployment.run()).attach(deployment, name, text);
    }

    @Override
    public Optional<String> attachment(Deployment deployment, String name) throws IOException {
        return of(deployment.run()).attachment(deployment, name);
    }

    @Override
    public Optional<DeploymentRecord> find(String id) throws IOException {
        if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            return Optional.empty();
        }
        for (String application : applications()) {
            Optional<DeploymentRecord> found = index(application).find(id);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    @Override
    public List<DeploymentRecord> find(DeploymentQuery query) throws IOException {
        if (!query.run().isEmpty()) {
            return by(query);
        }
        List<DeploymentRecord> found = new ArrayList<>();
        for (String application : query.application().isEmpty() ? applications() : List.of(query.application())) {
            found.addAll(index(application).find(query));
        }
        return found.stream()
                .sorted(Comparator.comparingLong(
                                (DeploymentRecord record) -> record.deployment().startedAt())
                        .reversed())
                .limit(query.limit())
                .toList();
    }

    /** All that lies in a build's directory is that build's, also if its job had another name then. */
    private List<DeploymentRecord> by(DeploymentQuery query) throws IOException {
        FileDeploymentStore store = of(query.run());
        return Run.fromExternalizableId(query.run()) == null
                ? store.find(query)
                : store.find(query.by("")).stream()
                        .map(record -> record.by(query.run()))
                        .toList();
    }

    /** In the build's directory; a build that was deleted has its deployments in the index only. */
    private FileDeploymentStore of(String run) {
        Run<?, ?> build = Run.fromExternalizableId(run);
        Path folder = build == null
                ? PromotionHome.folder().resolve("deleted")
                : build.getRootDir().toPath().resolve("promotion");
        return new FileDeploymentStore(folder, clock);
    }

    /**
     * As {@link #find(DeploymentQuery)}, from the index of one application.
     *
     * @param spoiled is told the ids of the entries that cannot be read
     */
    public List<DeploymentRecord> find(DeploymentQuery query, Consumer<String> spoiled) throws IOException {
        return index(query.application()).find(query, spoiled);
    }

    /** Where the application was ever deployed to, from the index. */
    public Set<String> environments(String application) throws IOException {
        return index(application).environments();
    }

    FileDeploymentStore index(String application) {
        return new FileDeploymentStore(indexFolder().resolve(application), clock);
    }

    static List<String> applications() throws IOException {
        return names(indexFolder());
    }

    private static List<String> names(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    static Path indexFolder() {
        return PromotionHome.folder().resolve("index");
    }
}
