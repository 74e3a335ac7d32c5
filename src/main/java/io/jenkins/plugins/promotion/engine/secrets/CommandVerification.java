package io.jenkins.plugins.promotion.engine.secrets;

import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.config.Settings;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.health.CommandRunner;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * {@code command: { run, timeout? }}: a command that exits with 0 if the value works. It finds the value in the variable
 * {@code SECRET}, never among its arguments, which every user of the machine can see.
 */
final class CommandVerification implements SecretVerification {
    private static final int LONGEST_OUTPUT = 300;

    private final String secret;
    private final SecretHost host;
    private final String command;
    private final Duration timeout;

    CommandVerification(String secret, Choice choice, Settings settings, SecretHost host) throws PromotionException {
        this.secret = secret;
        this.host = host;
        if (!settings.has("run")) {
            settings.wrong("run", "a command line", "missing");
        }
        // As it stands: ${SECRET} is the shell's.
        command = choice.settings().path("run").asText();
        timeout = SecretVerification.timeout(settings, 60);
        settings.close();
    }

    @Override
    public List<Finding> verify(SecretValue value) throws InterruptedException {
        String expected = "exit code 0 of: " + command;
        try {
            CommandRunner.Result result = host.commands().run(command, Map.of("SECRET", value.reveal()), timeout);
            if (result.succeeded()) {
                return List.of();
            }
            String found = "exit code " + result.exitCode() + end(result.output(), value);
            return List.of(
                    SecretVerification.failed(secret, expected, found, "try it by hand with the variable SECRET"));
        } catch (TimeoutException e) {
            String found = "no end within " + timeout.toSeconds() + " s";
            return List.of(SecretVerification.failed(secret, expected, found, "make it faster, or raise its timeout"));
        } catch (IOException e) {
            return List.of(SecretVerification.failed(
                    secret, expected, "it could not be started", "is there a shell where commands run?"));
        }
    }

    /** The last line that was printed, without the value that the command may have printed. */
    private static String end(String output, SecretValue value) {
        SecretMask mask = new SecretMask();
        mask.hide(value);
        String last = output.strip().lines().reduce("", (before, line) -> line);
        String masked = mask.mask(last);
        String shown = masked.length() > LONGEST_OUTPUT ? masked.substring(0, LONGEST_OUTPUT) + "…" : masked;
        return shown.isEmpty() ? "" : ": " + shown;
    }
}
