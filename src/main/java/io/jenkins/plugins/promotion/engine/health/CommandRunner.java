package io.jenkins.plugins.promotion.engine.health;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** Runs a shell command where the host allows it: on this machine, or in an agent's workspace. */
@FunctionalInterface
public interface CommandRunner {

    /**
     * Runs the command and waits for its end.
     *
     * @param command a line for {@code sh -c}
     * @param environment added to what the host gives every command; may hold secret values, so it is never logged
     * @param timeout after which the command and its children are killed
     * @throws IOException if the command could not be started, so that it had no effect
     * @throws TimeoutException if it was killed; what it did until then is unknown
     */
    Result run(String command, Map<String, String> environment, Duration timeout)
            throws IOException, TimeoutException, InterruptedException;

    /**
     * How a command ended.
     *
     * @param exitCode 0 for success
     * @param output the end of what it printed, standard output and error together, at most 64 KiB
     */
    record Result(int exitCode, String output) {
        public boolean succeeded() {
            return exitCode == 0;
        }
    }
}
