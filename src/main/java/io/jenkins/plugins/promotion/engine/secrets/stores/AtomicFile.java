package io.jenkins.plugins.promotion.engine.secrets.stores;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A small file that only its owner can read, replaced as a whole or not at all, by one process at a time.
 *
 * <p>Readers need no lock. A crash leaves the old or the new content, and at most one half-written neighbour, which the next
 * writer removes.
 */
final class AtomicFile {

    /** What a writer does, in this order; a test stops it before any of them. */
    enum Step {
        WRITE,
        SYNC,
        RENAME,
        SYNC_FOLDER
    }

    /** Called before each step. */
    @FunctionalInterface
    interface Observer {
        void before(Step step) throws IOException;
    }

    private static final int LARGEST = 16 * 1024 * 1024;
    private static final long POLL_MILLIS = 5;

    /** File locks belong to the process; threads of one process take turns here. */
    private static final Map<Path, ReentrantLock> TURNS = new ConcurrentHashMap<>();

    private final Path path;
    private final Duration patience;
    private final Observer observer;

    AtomicFile(Path path) {
        this(path, Duration.ofSeconds(10), step -> {});
    }

    /** @param patience how long to wait for another process's lock */
    AtomicFile(Path path, Duration patience, Observer observer) {
        this.path = path.toAbsolutePath().normalize();
        this.patience = patience;
        this.observer = observer;
    }

    Path path() {
        return path;
    }

    boolean exists() {
        return Files.exists(path);
    }

    /** The content; empty if there is no file. */
    Optional<byte[]> read() throws IOException {
        try {
            long size = Files.size(path);
            if (size > LARGEST) {
                throw new IOException("the file has " + size + " bytes, more than " + LARGEST);
            }
            return Optional.of(Files.readAllBytes(path));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    /** Work that nobody else does at the same time. */
    @FunctionalInterface
    interface Work<T, X extends Exception> {
        T run() throws IOException, InterruptedException, X;
    }

    /**
     * Does the work while no other process or thread holds this file's lock.
     *
     * @throws IOException if the lock was not free in time
     */
    <T, X extends Exception> T locked(Work<T, X> work) throws IOException, InterruptedException, X {
        createFolder();
        long deadline = System.nanoTime() + patience.toNanos();
        ReentrantLock turn = TURNS.computeIfAbsent(path, key -> new ReentrantLock());
        if (!turn.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            throw busy();
        }
        try (FileChannel channel = openPrivate(neighbour(".lock"), StandardOpenOption.CREATE);
                FileLock lock = acquire(channel, deadline)) {
            return work.run();
        } finally {
            turn.unlock();
        }
    }

    /** Replaces the content and waits until the disk has it. Call it while {@link #locked}. */
    void write(byte[] content) throws IOException {
        // The target of a link is replaced, not the link.
        Path target = Files.exists(path) ? path.toRealPath() : path;
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        // What a crash left, or somebody laid in the way, may be a link, or readable by others.
        Files.deleteIfExists(fresh);
        try (FileChannel channel = openPrivate(fresh, StandardOpenOption.CREATE_NEW)) {
            observer.before(Step.WRITE);
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            observer.before(Step.SYNC);
            channel.force(true);
        }
        observer.before(Step.RENAME);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        observer.before(Step.SYNC_FOLDER);
        syncFolder(target.getParent());
    }

    private FileLock acquire(FileChannel channel, long deadline) throws IOException, InterruptedException {
        while (true) {
            FileLock lock = tryLock(channel);
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() - deadline >= 0) {
                throw busy();
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            // Another class loader's copy of this class has it.
            return null;
        }
    }

    private IOException busy() {
        return new IOException("another process has held its lock for more than " + patience.toSeconds() + " s");
    }

    private Path neighbour(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    private void createFolder() throws IOException {
        Path folder = path.getParent();
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, onlyOwner("rwx------"));
        }
    }

    private static FileChannel openPrivate(Path path, StandardOpenOption... more) throws IOException {
        Set<OpenOption> options = new HashSet<>(Set.of(more));
        options.add(StandardOpenOption.WRITE);
        return FileChannel.open(path, options, onlyOwner("rw-------"));
    }

    private static FileAttribute<?>[] onlyOwner(String permissions) {
        return isPosix()
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    /** Makes the rename itself durable; where folders cannot be opened, as on Windows, the file system sees to it. */
    private static void syncFolder(Path folder) throws IOException {
        if (isPosix()) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
