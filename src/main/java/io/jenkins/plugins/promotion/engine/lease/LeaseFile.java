package io.jenkins.plugins.promotion.engine.lease;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

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

    static LeaseFile read(Path file) throws IOException {
        return Files.exists(file) ? JSON.readValue(file.toFile(), LeaseFile.class) : new LeaseFile("", 0, 0, 0, 0);
    }

    void write(Path file) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(JSON.writeValueAsBytes(this)));
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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
                .map(handle -> started(handle) == processStarted)
                .orElse(false);
    }

    private static long started(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
