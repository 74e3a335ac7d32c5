package io.jenkins.plugins.promotion.cli.pipeline.steps;

import hudson.AbortException;
import io.jenkins.plugins.promotion.cli.pipeline.Secrets;
import io.jenkins.plugins.promotion.cli.pipeline.StepContext;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A shell in a session of its own. Everything that is known about it stands in the files of its step, so any process can
 * watch it: {@code pid}, {@code output}, {@code stdout}, {@code result}. Secrets reach it in its environment only, and its
 * output is stripped of them before it reaches the disk.
 */
final class DetachedShell {
    /** How long a process that was just started may take to write its id. */
    private static final Duration START = Duration.ofSeconds(10);

    /** A background process may hold the output open after the script has ended. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final int CHUNK = 64 * 1024;

    private final Path folder;
    private final Secrets secrets;

    DetachedShell(Path folder, Secrets secrets) {
        this.folder = folder;
        this.secrets = secrets;
    }

    /** Starts it, unless it was started before: a second one sees the first one's id and ends. */
    void start(String script, StepContext context, boolean separateStdout) throws IOException {
        Files.createDirectories(folder);
        Files.createDirectories(context.directory());
        boolean sensitive = secrets.isIn(script);
        if (sensitive && script.startsWith("#!")) {
            throw new AbortException("sh: expected a script with #! that holds no credential's value, but it does;"
                    + " use the variable: sh '…$NAME…' in single quotes");
        }
        try (InputStream wrapper = DetachedShell.class.getResourceAsStream("detached.sh")) {
            replace("run.sh", new String(wrapper.readAllBytes(), StandardCharsets.UTF_8), false);
        }
        if (!sensitive) {
            replace("script.sh", script, script.startsWith("#!"));
        }
        ProcessBuilder builder = new ProcessBuilder(command())
                .directory(context.directory().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(context.environment());
        if (separateStdout) {
            environment.put("PROMOTION_SH_STDOUT", "1");
        }
        if (sensitive) {
            environment.put("PROMOTION_SH_SCRIPT", script);
        }
        // Also those that the script is not given: it may know another way to them.
        if (!secrets.isEmpty()) {
            seal(environment);
        }
        builder.start();
    }

    /** In one go: another process may be reading what is replaced, and this one may be killed at any moment. */
    private void replace(String name, String text, boolean executable) throws IOException {
        Path next = folder.resolve(name + ".next");
        Files.writeString(next, text);
        if (executable && !next.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + next + " executable");
        }
        Files.move(next, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private List<String> command() {
        String wrapper = folder.resolve("run.sh").toString();
        for (String path : System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(path, "setsid"))) {
                return List.of("setsid", "sh", wrapper, folder.toString());
            }
        }
        // macOS has no setsid, but Perl.
        return List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV", "sh", wrapper, folder.toString());
    }

    private void seal(Map<String, String> environment) {
        int count = 0;
        for (Secrets.Form form : secrets.forms()) {
            if (form.text().indexOf('\n') < 0) {
                count++;
                environment.put("PROMOTION_SECRET_" + count, form.text());
                environment.put("PROMOTION_TOKEN_" + count, form.token());
            }
        }
        environment.put("PROMOTION_SECRETS", String.valueOf(count));
    }

    /** The id of the process, which is also its group's; empty text if it has none yet. */
    String pid() throws IOException {
        Path file = folder.resolve("pid");
        return Files.exists(file) ? Files.readString(file).trim() : "";
    }

    boolean isRunning() throws IOException {
        String pid = pid();
        if (pid.isEmpty()) {
            Instant started =
                    Files.getLastModifiedTime(folder.resolve("run.sh")).toInstant();
            return started.plus(START).isAfter(Instant.now());
        }
        // The same number may belong to another process by now, or to a dead one that nobody has collected.
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().commandLine())
                .filter(command -> command.contains(folder.toString()))
                .isPresent();
    }

    /** The exit code; empty while there is none. */
    OptionalInt result() {
        try {
            Path file = folder.resolve("result");
            if (Files.exists(file)) {
                return OptionalInt.of(Integer.parseInt(Files.readString(file).trim()));
            }
            Path early = folder.resolve("code");
            if (Files.exists(early)
                    && Files.getLastModifiedTime(early).toInstant().plus(LINGER).isBefore(Instant.now())) {
                return OptionalInt.of(Integer.parseInt(Files.readString(early).trim()));
            }
            return OptionalInt.empty();
        } catch (NoSuchFileException e) {
            // The wrapper has just made the early code the result: the next look finds that.
            return OptionalInt.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String stdout() throws IOException {
        return secrets.unseal(new String(Files.readAllBytes(folder.resolve("stdout")), StandardCharsets.UTF_8));
    }

    /**
     * Writes what the process wrote since the last time to the log, whole lines unless it has ended.
     *
     * @return whether there is more
     */
    boolean forwardOutput(StepContext context, boolean ended) throws IOException {
        Path output = folder.resolve("output");
        if (!Files.exists(output)) {
            return false;
        }
        Path mark = folder.resolve("logged");
        long from = Files.exists(mark) ? Long.parseLong(Files.readString(mark).trim()) : 0;
        byte[] chunk = read(output, from);
        int end = chunk.length;
        if (!ended || chunk.length == CHUNK) {
            end = lastLineEnd(chunk);
            if (end == 0 && chunk.length == CHUNK) {
                end = CHUNK;
            }
        }
        if (end == 0) {
            return false;
        }
        context.log(new String(chunk, 0, end, StandardCharsets.UTF_8).replaceFirst("\\R$", ""));
        replace("logged", String.valueOf(from + end), false);
        return chunk.length == CHUNK;
    }

    private static byte[] read(Path file, long from) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(from);
            byte[] chunk = new byte[(int) Math.min(CHUNK, Math.max(0, in.length() - from))];
            in.readFully(chunk);
            return chunk;
        }
    }

    private static int lastLineEnd(byte[] chunk) {
        for (int i = chunk.length; i > 0; i--) {
            if (chunk[i - 1] == '\n') {
                return i;
            }
        }
        return 0;
    }

    /**
     * Sends a signal to the process and everything it started that did not leave its group.
     *
     * @return whether there is a process: one that was just started has no id yet
     */
    boolean signal(String name) {
        try {
            String pid = pid();
            if (!pid.isEmpty()) {
                new ProcessBuilder("sh", "-c", "kill -s " + name + " -- -" + pid + " 2>/dev/null").start();
            }
            return !pid.isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send " + name + " to the process of " + folder, e);
        }
    }
}
