package io.jenkins.plugins.promotion.cli.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.promotion.cli.Promote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real {@code promote}, in a process of its own. */
final class PromoteProcess {
    /** Of the repository, which has the shared library and the demo. */
    static final Path HOME =
            Path.of(System.getProperty("project.root", "..")).toAbsolutePath().normalize();

    private static final Duration PATIENCE = Duration.ofSeconds(Integer.getInteger("promotion.patience", 300));

    private final Process process;
    private final Path out;
    private final Path err;

    /** What it left behind: its exit code, or 137 if it was killed, and what it printed. */
    record Ended(int exit, String out, String err) {

        /** The JSON object that it printed last. */
        JsonNode json() {
            String last = out.strip().lines().reduce("", (before, line) -> line);
            try {
                return new ObjectMapper().readTree(last);
            } catch (IOException e) {
                throw new UncheckedIOException("no JSON: " + this, e);
            }
        }

        String all() {
            return out + err;
        }
    }

    private PromoteProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts it.
     *
     * @param logs folder for what it prints
     * @param options for the JVM
     */
    static PromoteProcess start(
            Path directory, Path logs, Map<String, String> variables, List<String> options, String... arguments)
            throws IOException {
        List<String> command = command(options);
        command.addAll(List.of(arguments));
        Files.createDirectories(logs);
        Path out = Files.createTempFile(logs, "promote-", ".out");
        Path err = Files.createTempFile(logs, "promote-", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(variables);
        return new PromoteProcess(builder.start(), out, err);
    }

    /** The words that start it. */
    static List<String> command(List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String opened : List.of("java.lang", "java.util", "java.io", "java.util.concurrent")) {
            command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xlog:disable",
                "-Dfile.encoding=UTF-8",
                "-Dpromote.home=" + HOME));
        command.addAll(options);
        if (!options.contains("-cp")) {
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        }
        command.add(Promote.class.getName());
        return command;
    }

    Ended await() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            String threads = threads();
            kill();
            throw new AssertionError("promote did not end; it said: " + printed() + threads);
        }
        return ended();
    }

    /** What its threads do: for finding out why it hangs. */
    private String threads() throws IOException, InterruptedException {
        Process dump = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jstack")
                                .toString(),
                        String.valueOf(process.pid()))
                .redirectErrorStream(true)
                .start();
        String text = new String(dump.getInputStream().readAllBytes());
        dump.waitFor();
        return text;
    }

    private Ended ended() throws IOException {
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String printed() throws IOException {
        return Files.readString(out) + Files.readString(err);
    }

    /** With SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** As Ctrl-C does; what a shell started in the background is deaf to that, but not to the second signal. */
    void interrupt() throws IOException, InterruptedException {
        for (String signal : List.of("INT", "TERM")) {
            new ProcessBuilder("kill", "-s", signal, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
        }
    }
}
