package io.jenkins.plugins.promotion.host;

import com.fasterxml.jackson.core.JsonProcessingException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.model.Computer;
import hudson.model.Job;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.FileDeploymentStore;
import io.jenkins.plugins.promotion.engine.history.RecordReader;
import io.jenkins.plugins.promotion.engine.journal.FileJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jenkins.model.Jenkins;

/**
 * Makes the index anew from what lies in the directories of the builds, and loads no build for it. What the index says of builds
 * that are gone stays.
 */
@Extension
public final class IndexRebuild {
    private static final Logger LOGGER = Logger.getLogger(IndexRebuild.class.getName());

    private final BuildDeployments deployments = new BuildDeployments(Clock.systemUTC());
    private volatile Progress progress = new Progress(false, 0, 0, 0, 0, 0, "");

    /**
     * How far it has come.
     *
     * @param running whether it is at work
     * @param jobs how many it has been through
     * @param allJobs how many there are
     * @param found deployments in the builds so far
     * @param lost entries that cannot be read and that no build tells of
     * @param endedAt epoch milliseconds; 0 if it has not ended, or never began
     * @param failure why it stopped; empty if it did not
     */
    public record Progress(boolean running, int jobs, int allJobs, int found, int lost, long endedAt, String failure) {}

    public static IndexRebuild get() {
        return ExtensionList.lookupSingleton(IndexRebuild.class);
    }

    /** Jenkins begins without an index, or with something else in its place: it is made in the background. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void whereItIsMissing() {
        if (!Files.isDirectory(BuildDeployments.indexFolder())) {
            get().start();
        }
    }

    public Progress progress() {
        return progress;
    }

    /** Begins in the background, unless it is at work. */
    public synchronized void start() {
        if (!progress.running()) {
            progress = new Progress(true, 0, 0, 0, 0, 0, "");
            Computer.threadPoolForRemoting.execute(this::run);
        }
    }

    /** Copies the deployments of a job that had another name into the index, in the background. */
    void start(Job<?, ?> job, String oldFullName) {
        Computer.threadPoolForRemoting.execute(() -> {
            try (ACLContext all = ACL.as2(ACL.SYSTEM2)) {
                index(job);
                BuildDeployments.forget(oldFullName);
            } catch (IOException | RuntimeException e) {
                LOGGER.log(
                        Level.WARNING, e, () -> "the index still has the deployments of " + job + " as " + oldFullName);
            }
        });
    }

    private void run() {
        try (ACLContext all = ACL.as2(ACL.SYSTEM2)) {
            prepare();
            List<Job<?, ?>> jobs = new ArrayList<>();
            Jenkins.get().allItems(Job.class).forEach(jobs::add);
            int found = 0;
            for (int i = 0; i < jobs.size(); i++) {
                progress = new Progress(true, i, jobs.size(), found, 0, 0, "");
                found += index(jobs.get(i));
            }
            progress = new Progress(false, jobs.size(), jobs.size(), found, setAside(), System.currentTimeMillis(), "");
            LOGGER.log(Level.INFO, "the index of deployments was made anew: {0}", progress);
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, "cannot make the index of deployments anew", e);
            progress = new Progress(false, 0, 0, 0, 0, System.currentTimeMillis(), e.toString());
        }
    }

    /** What stands where a folder of the index belongs is kept beside it. */
    private static void prepare() throws IOException {
        Path folder = BuildDeployments.indexFolder();
        makeRoom(folder);
        Files.createDirectories(folder);
        for (String application : BuildDeployments.applications()) {
            makeRoom(folder.resolve(application));
        }
    }

    private static void makeRoom(Path folder) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            Path beside =
                    PromotionHome.folder().resolve(folder.getFileName() + ".unreadable-" + System.currentTimeMillis());
            Files.move(folder, beside, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** How many deployments the directories of its builds tell of. */
    private int index(Job<?, ?> job) throws IOException {
        int found = 0;
        for (Path build : entries(job.getBuildDir().toPath())) {
            String number = String.valueOf(build.getFileName());
            // The others are links to builds by their result.
            if (number.matches("\\d+")) {
                found += index(build.resolve("promotion"), job.getFullName() + "#" + number);
            }
        }
        return found;
    }

    private int index(Path folder, String run) throws IOException {
        FileDeploymentStore store = new FileDeploymentStore(folder, Clock.systemUTC());
        int found = 0;
        for (Path entry : entries(folder)) {
            String id = String.valueOf(entry.getFileName());
            try {
                // The job may have been renamed since.
                deployments.index(() -> read(store, id).by(run));
                found++;
            } catch (JsonProcessingException | RuntimeException e) {
                LOGGER.log(
                        Level.WARNING, e, () -> "neither record nor journal of " + id + " of " + run + " can be read");
            }
        }
        return found;
    }

    /** The journal is the truth, unless it could not be written to its end; a build may have kept the record of it only. */
    private static DeploymentRecord read(FileDeploymentStore store, String id) throws IOException {
        Path journal = store.journalFile(id);
        if (Files.exists(journal)) {
            try {
                DeploymentRecord told = RecordReader.read(FileJournal.read(journal));
                return told.result().isEnd()
                        ? told
                        : store.find(id).filter(kept -> kept.result().isEnd()).orElse(told);
            } catch (IOException | RuntimeException e) {
                LOGGER.log(Level.FINE, e, () -> "the journal of " + id + " cannot be read");
            }
        }
        return store.find(id).orElseThrow(() -> new IllegalArgumentException("no record of " + id));
    }

    /** What cannot be read, and was not made anew, is kept under another name. */
    private int setAside() throws IOException {
        List<Path> spoiled = new ArrayList<>();
        for (String application : BuildDeployments.applications()) {
            deployments.find(
                    DeploymentQuery.of(application),
                    id -> spoiled.add(
                            BuildDeployments.indexFolder().resolve(application).resolve(id)));
        }
        for (Path entry : spoiled) {
            Files.move(
                    entry.resolve("record.json"),
                    entry.resolve("record.json.unreadable"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        return spoiled.size();
    }

    private static List<Path> entries(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        } catch (NoSuchFileException e) {
            // It was deleted meanwhile.
            return List.of();
        }
    }
}
