package io.jenkins.plugins.promotion.engine.health;

import io.jenkins.plugins.promotion.engine.config.Durations;
import io.jenkins.plugins.promotion.engine.config.Settings;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** {@code command: { run, timeout? }}: a command of the repository succeeds; it learns the slot from its environment. */
final class CommandSmokeTest implements SmokeTest {
    private static final int SHOWN_CHARACTERS = 500;

    private final CommandRunner commands;
    private final String command;
    private final Duration timeout;

    CommandSmokeTest(Settings settings, CommandRunner commands) throws PromotionException {
        this.commands = commands;
        command = settings.text("run");
        timeout = settings.duration("timeout").orElse(Duration.ofMinutes(5));
        settings.close();
    }

    @Override
    public String subject() {
        return "command " + command;
    }

    @Override
    public List<Finding> run(Target target) throws InterruptedException {
        Map<String, String> environment = Map.of(
                "PROMOTION_ENVIRONMENT", target.environment(),
                "PROMOTION_RELEASE", target.release(),
                "PROMOTION_SLOT", target.slot().toString(),
                "PROMOTION_SLOT_URL", target.url().toString(),
                // So that ${release} means the same here as in other settings, and the shell does the quoting.
                "release", target.release(),
                "environment", target.environment());
        try {
            CommandRunner.Result result = commands.run(command, environment, timeout);
            return result.succeeded()
                    ? List.of()
                    : failed(
                            "exit code " + result.exitCode() + ending(result.output()),
                            "run it against " + target.url());
        } catch (TimeoutException e) {
            return failed("no end within " + Durations.inWords(timeout), "make it faster, or raise its timeout");
        } catch (IOException e) {
            return failed("not started: " + e.getMessage(), "is it in the workspace, and executable?");
        }
    }

    private List<Finding> failed(String butWas, String remedy) {
        return List.of(Finding.error("smoke", subject(), "exit code 0", butWas, remedy));
    }

    private static String ending(String output) {
        String text = output.strip();
        int start = Math.max(0, text.length() - SHOWN_CHARACTERS);
        return text.isEmpty() ? "" : ": " + (start > 0 ? "…" : "") + text.substring(start);
    }
}
