package io.jenkins.plugins.promotion.engine.lease;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.promotion.engine.journal.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;

/**
 * What the file of a lease says; the token outlives the holder so that it never goes back.
 *
 * @param deployment id of the holder; empty if nobody holds it
 * @param token of the last acquisition
 * @param since epoch milliseconds of that acquisition
 * @param process number of the holder's process
 * @param processStarted epoch milliseconds: a number may be used again by another process, a number with its start is not
 */
record LeaseFile(String deployment, long token, long since, long process, long processStarted) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The start of a process is told from the time of boot, which moves a little when the clock is set. */
    private static final long CLOCK_ERROR = 5_000;

    LeaseFile {
        Objects.requireNonNull(deployment, "deployment");
    }

    static LeaseFile read(Path file) throws IOException {
        if (Files.notExists(file)) {
            return new LeaseFile("", 0, 0, 0, 0);
        }
        LeaseFile lease = JSON.readValue(file.toFile(), LeaseFile.class);
        if (lease == null) {
            throw new IOException(file + " says nothing");
        }
        return lease;
    }

    void write(Path file) throws IOException {
        DurableFile.replace(file, bytes());
        // After a power cut nobody may take an environment for free that an interrupted deployment left half-way.
        DurableFile.syncFolder(file.toAbsolutePath().getParent());
    }

    byte[] bytes() throws IOException {
        return JSON.writeValueAsBytes(this);
    }

    LeaseFile acquiredBy(String next, long now) {
        ProcessHandle self = ProcessHandle.current();
        return new LeaseFile(next, token + 1, now, self.pid(), started(self));
    }

    LeaseFile released() {
        return new LeaseFile("", token, 0, 0, 0);
    }

    boolean taken() {
        return !deployment.isEmpty();
    }

    boolean alive() {
        return ProcessHandle.of(process)
                .filter(ProcessHandle::isAlive)
                .map(handle -> Math.abs(started(handle) - processStarted) < CLOCK_ERROR)
                .orElse(false);
    }

    private static long started(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
