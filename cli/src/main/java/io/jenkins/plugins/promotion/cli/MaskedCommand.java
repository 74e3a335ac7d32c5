package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.engine.secrets.SecretMask;
import io.jenkins.plugins.promotion.engine.secrets.SecretValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs a command with secrets in its variables, and shows what it prints without them: a pipeline's log may keep that. */
final class MaskedCommand {
    /** What the command leaves behind may hold its output open; what that says is not waited for. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Terminal terminal;
    private final SecretMask mask = new SecretMask();
    private final Map<String, String> secrets;

    /** @param secrets values by the name of their variable */
    MaskedCommand(Terminal terminal, Map<String, String> secrets) {
        this.terminal = terminal;
        this.secrets = secrets;
        secrets.values().forEach(text -> {
            try (SecretValue value = SecretValue.of(text)) {
                mask.hide(value);
            }
        });
    }

    /** Runs it and waits for its end; returns its exit code. */
    int run(List<String> command, Path folder) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectInput(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(secrets);
        Process process = builder.start();
        Thread out = show(process.getInputStream(), terminal.out());
        Thread err = show(process.getErrorStream(), terminal.err());
        int code = process.waitFor();
        out.join(LAST_WORDS.toMillis());
        err.join(LAST_WORDS.toMillis());
        return code;
    }

    private Thread show(InputStream printed, PrintWriter screen) {
        Thread thread = new Thread(() -> copy(printed, screen), "masked-output");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void copy(InputStream printed, PrintWriter screen) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(printed, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                screen.println(mask.mask(line));
                screen.flush();
            }
        } catch (IOException e) {
            // The command is gone, and its output with it.
        }
    }
}
