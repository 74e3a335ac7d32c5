package io.jenkins.plugins.promotion.cli.pipeline.steps;

import java.io.Closeable;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * A turn at a lock with a name, within the process in order of arrival, across processes by a lock on a file. The operating
 * system releases it when the process dies.
 */
final class NamedLock implements Closeable {
    private static final Map<Path, Deque<NamedLock>> QUEUES = new HashMap<>();

    private final Path file;
    private FileChannel channel;

    private NamedLock(Path file) {
        this.file = file;
    }

    /** Queues up. */
    static NamedLock queue(Path home, String name) throws IOException {
        Path folder = Files.createDirectories(home.resolve("locks"));
        NamedLock lock = new NamedLock(folder.resolve(URLEncoder.encode(name, StandardCharsets.UTF_8) + ".lock"));
        synchronized (QUEUES) {
            QUEUES.computeIfAbsent(lock.file, path -> new ArrayDeque<>()).add(lock);
        }
        return lock;
    }

    /** Tries once, without waiting. */
    boolean tryAcquire(String holder) throws IOException {
        synchronized (QUEUES) {
            if (QUEUES.get(file).peek() != this) {
                return false;
            }
        }
        FileChannel opened = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (opened.tryLock() != null) {
                opened.truncate(0);
                opened.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)));
                channel = opened;
                return true;
            }
        } catch (OverlappingFileLockException e) {
            // Another class loader of this process has it: the same as another process.
        }
        opened.close();
        return false;
    }

    /** Who has it, as it wrote itself down; for the log. */
    String holder() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    /** Releases it, or leaves the queue. */
    @Override
    public void close() throws IOException {
        synchronized (QUEUES) {
            Deque<NamedLock> queue = QUEUES.get(file);
            if (queue != null) {
                queue.remove(this);
                if (queue.isEmpty()) {
                    QUEUES.remove(file);
                }
            }
        }
        if (channel != null) {
            channel.close();
        }
    }
}
