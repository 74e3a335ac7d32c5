package io.jenkins.plugins.promotion.cli.balancer;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that was started earlier, perhaps by another one: its id, and when it started, so that a process which got the
 * same id later is never taken for it.
 *
 * @param pid the process id
 * @param startedMillis when it started, in milliseconds since the epoch
 */
public record RunningProcess(long pid, long startedMillis) {
    /** The start is computed from the boot time, which is known to a second and moves when the clock is set. */
    private static final Duration PRECISION = Duration.ofSeconds(2);

    private static final Duration GRACE = Duration.ofSeconds(5);

    public static RunningProcess of(ProcessHandle handle) {
        return new RunningProcess(
                handle.pid(),
                handle.info().startInstant().orElseGet(Instant::now).toEpochMilli());
    }

    @JsonIgnore // a question, not a property of the record that is kept
    public boolean isRunning() {
        return find().isPresent();
    }

    /** Asks it to end, and kills it if it does not within five seconds; does nothing if it is gone. */
    public void stop() throws IOException, InterruptedException {
        Optional<ProcessHandle> found = find();
        if (found.isEmpty()) {
            return;
        }
        ProcessHandle process = found.get();
        process.destroy();
        if (!ended()) {
            process.destroyForcibly();
            if (!ended()) {
                throw new IOException("process " + pid + " does not end, not even when it is killed");
            }
        }
    }

    private Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(this::isTheSame)
                .filter(process -> !isZombie(process));
    }

    private boolean isTheSame(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(start -> Math.abs(start.toEpochMilli() - startedMillis) <= PRECISION.toMillis())
                .orElse(false);
    }

    /** Polls, because the system tells only the parent when a process ends, and that may be somebody else. */
    private boolean ended() throws InterruptedException {
        long deadline = System.nanoTime() + GRACE.toNanos();
        while (isRunning()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(5);
        }
        return true;
    }

    /** Ended, but nobody has asked for its exit code: in a container without an init process it stays so for ever. */
    private static boolean isZombie(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.substring(stat.lastIndexOf(')') + 1).strip().startsWith("Z");
        } catch (IOException e) {
            return false; // no Linux, or gone in the meantime
        }
    }
}
