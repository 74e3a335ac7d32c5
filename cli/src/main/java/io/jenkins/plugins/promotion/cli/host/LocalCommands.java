package io.jenkins.plugins.promotion.cli.host;

import io.jenkins.plugins.promotion.engine.health.CommandRunner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the repository's commands on this machine, in its folder. */
public final class LocalCommands implements CommandRunner {
    private static final int KEPT_OUTPUT = 64 * 1024;
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Path folder;
    private final Map<String, String> variables;

    /** @param variables that every command gets beside those of this process */
    public LocalCommands(Path folder, Map<String, String> variables) {
        this.folder = folder;
        this.variables = Map.copyOf(variables);
    }

    @Override
    public Result run(String command, Map<String, String> environment, Duration timeout)
            throws IOException, TimeoutException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        shell.environment().putAll(variables);
        shell.environment().putAll(environment);
        Process process = shell.start();
        process.getOutputStream().close();
        CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> endOf(process.getInputStream()));
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException("no end within " + timeout.toSeconds() + " s");
            }
            return new Result(process.exitValue(), read(output));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** A child that the command left behind may hold its output open; what it says is not waited for. */
    private static String read(CompletableFuture<String> output) throws IOException, InterruptedException {
        try {
            return output.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return "";
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private static String endOf(InputStream stream) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try (stream) {
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                kept.write(buffer, 0, read);
                if (kept.size() > 2 * KEPT_OUTPUT) {
                    byte[] all = kept.toByteArray();
                    kept.reset();
                    kept.write(all, all.length - KEPT_OUTPUT, KEPT_OUTPUT);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] all = kept.toByteArray();
        int from = Math.max(0, all.length - KEPT_OUTPUT);
        return new String(all, from, all.length - from, StandardCharsets.UTF_8);
    }
}
