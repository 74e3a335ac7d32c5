package io.jenkins.plugins.promotion.engine.lease;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Leases in a folder that the processes of one machine share: a small file an environment, changed under a file lock.
 * A holder lives as long as its process does.
 */
public final class FileLeases implements Leases {
    /**
     * A file lock keeps processes apart, not the threads of one. One for all folders: were a process to hold one file lock and
     * wait for another in two threads, the system would take that for a deadlock of two processes and refuse.
     */
    private static final ReentrantLock THREADS = new ReentrantLock();

    private final Path folder;
    private final Clock clock;

    public FileLeases(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    @Override
    public Lease acquire(String environment, String deployment) throws PromotionException {
        return acquire(environment, deployment, false);
    }

    @Override
    public Lease takeOver(String environment, String deployment) throws PromotionException {
        return acquire(environment, deployment, true);
    }

    private Lease acquire(String environment, String deployment, boolean fromTheDead) throws PromotionException {
        Path file = file(environment);
        try {
            return exclusively(file, () -> {
                LeaseFile current = LeaseFile.read(file);
                if (current.taken() && !current.deployment().equals(deployment)) {
                    if (current.alive() || !fromTheDead) {
                        throw new PromotionException(refusal(environment, current));
                    }
                }
                LeaseFile next = current.acquiredBy(deployment, clock.millis());
                next.write(file);
                return new FileLease(file, deployment, next.token(), next.bytes());
            });
        } catch (IOException e) {
            throw unreadable(environment, e);
        }
    }

    private static Finding refusal(String environment, LeaseFile current) {
        String since = " since " + Instant.ofEpochMilli(current.since());
        return current.alive()
                ? Finding.error(
                        "lease",
                        environment,
                        "no other deployment at work",
                        "deployment " + current.deployment() + " holds the lease" + since,
                        "wait until it has ended, or abort it")
                : Finding.error(
                        "lease",
                        environment,
                        "no unfinished deployment",
                        "deployment " + current.deployment() + ", at work" + since
                                + ", was interrupted and may have left traffic between slots",
                        "let it finish with 'promote resume', or go back with 'promote rollback'");
    }

    @Override
    public Optional<Holder> holder(String environment) throws PromotionException {
        try {
            LeaseFile current = LeaseFile.read(file(environment));
            return current.taken()
                    ? Optional.of(new Holder(current.deployment(), current.token(), current.since(), current.alive()))
                    : Optional.empty();
        } catch (IOException e) {
            throw unreadable(environment, e);
        }
    }

    private PromotionException unreadable(String environment, IOException cause) {
        return new PromotionException(
                Finding.error(
                        "lease",
                        environment,
                        "a lease file that can be read and written",
                        cause.toString(),
                        "make " + folder + " readable and writable for this process"),
                cause);
    }

    private Path file(String environment) {
        return folder.resolve(environment.replaceAll("[^A-Za-z0-9._-]", "~") + ".json");
    }

    private interface Action<T> {
        T run() throws IOException, PromotionException;
    }

    /** An interrupted deployment gives its lease back as well: the interrupt waits until that is done. */
    private static <T> T exclusively(Path file, Action<T> action) throws IOException, PromotionException {
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                try {
                    return locked(file, action);
                } catch (ClosedByInterruptException | FileLockInterruptionException e) {
                    // Again: every action can be repeated.
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static <T> T locked(Path file, Action<T> action) throws IOException, PromotionException {
        Files.createDirectories(file.getParent());
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        THREADS.lock();
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock ignored = channel.lock()) {
            return action.run();
        } finally {
            THREADS.unlock();
        }
    }

    private record FileLease(Path file, String deployment, long token, byte[] written) implements Lease {

        @Override
        public boolean held() {
            try {
                return Arrays.equals(written, Files.readAllBytes(file)) || isThis(LeaseFile.read(file));
            } catch (IOException e) {
                return false;
            }
        }

        /** The token alone would do, but for a person who deletes the file and with it the memory of tokens. */
        private boolean isThis(LeaseFile current) {
            return current.token() == token && current.deployment().equals(deployment);
        }

        @Override
        public void release() {
            try {
                exclusively(file, () -> {
                    LeaseFile current = LeaseFile.read(file);
                    if (isThis(current)) {
                        current.released().write(file);
                    }
                    return null;
                });
            } catch (IOException | PromotionException e) {
                // The lease ends with the process that holds it; the next deployment is told whose it was.
            }
        }
    }
}
