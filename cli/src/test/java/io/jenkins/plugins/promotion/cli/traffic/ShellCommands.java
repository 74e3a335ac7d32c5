package io.jenkins.plugins.promotion.cli.traffic;

import io.jenkins.plugins.promotion.engine.health.CommandRunner;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs commands on this machine, no longer than a few seconds whatever was asked for. */
final class ShellCommands implements CommandRunner {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    @Override
    public Result run(String command, Map<String, String> environment, Duration timeout)
            throws IOException, TimeoutException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true);
        shell.environment().putAll(environment);
        Process process = shell.start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException(command);
            }
            return new Result(
                    process.exitValue(), new String(process.getInputStream().readAllBytes()));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
