package io.jenkins.plugins.promotion.engine.traffic.routers;

import static io.jenkins.plugins.promotion.engine.traffic.RouterException.Effect.NONE;
import static io.jenkins.plugins.promotion.engine.traffic.RouterException.Effect.UNKNOWN;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.health.CommandRunner;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Any router that commands can drive: {@code read} prints {@code blue=… green=…}, {@code apply} makes the percentages in
 * {@code $BLUE} and {@code $GREEN} live, {@code inFlight} prints the requests that {@code $SLOT} still works on.
 */
final class ScriptRouter implements TrafficRouter {
    static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** {@code EX_UNAVAILABLE} of sysexits.h: how a command says that it reached nothing, so that nothing changed. */
    private static final int UNAVAILABLE = 69;

    private static final Pattern SPLIT = Pattern.compile("blue=(\\d{1,3})\\s+green=(\\d{1,3})");
    private static final Pattern COUNT = Pattern.compile("\\d{1,9}");

    private final CommandRunner commands;
    private final String read;
    private final String apply;
    private final Optional<String> inFlight;

    ScriptRouter(Settings settings, CommandRunner commands) throws PromotionException {
        this.commands = commands;
        read = settings.text("read");
        apply = settings.text("apply");
        inFlight = settings.find("inFlight");
    }

    @Override
    public TrafficSplit read() throws RouterException, InterruptedException {
        String output = run("read", read, Map.of(), NONE);
        Matcher printed = SPLIT.matcher(output);
        if (printed.matches()) {
            int blue = Integer.parseInt(printed.group(1));
            int green = Integer.parseInt(printed.group(2));
            if (blue + green == 100) {
                return new TrafficSplit(blue, green);
            }
        }
        throw failure(
                NONE,
                "read",
                "'blue=<percent> green=<percent>' that sum to 100",
                RuntimeApi.shorten(output),
                "let the command print that and nothing else",
                null);
    }

    @Override
    public void apply(TrafficSplit split) throws RouterException, InterruptedException {
        Map<String, String> weights =
                Map.of("BLUE", String.valueOf(split.blue()), "GREEN", String.valueOf(split.green()));
        run("apply", apply, weights, UNKNOWN);
    }

    @Override
    public OptionalInt inFlight(Slot slot) throws RouterException, InterruptedException {
        if (inFlight.isEmpty()) {
            return OptionalInt.empty();
        }
        String output = run("inFlight", inFlight.get(), Map.of("SLOT", slot.toString()), NONE);
        if (!COUNT.matcher(output).matches()) {
            throw failure(
                    NONE,
                    "inFlight",
                    "a number of requests",
                    RuntimeApi.shorten(output),
                    "let the command print the number and nothing else",
                    null);
        }
        return OptionalInt.of(Integer.parseInt(output));
    }

    @Override
    public String describe() {
        return "script";
    }

    private String run(String key, String command, Map<String, String> variables, RouterException.Effect onceStarted)
            throws RouterException, InterruptedException {
        try {
            CommandRunner.Result result = commands.run(command, variables, TIMEOUT);
            if (result.succeeded()) {
                return result.output().strip();
            }
            throw failure(
                    result.exitCode() == UNAVAILABLE ? NONE : onceStarted,
                    key,
                    "exit code 0",
                    "exit code " + result.exitCode() + ", output " + RuntimeApi.shorten(result.output()),
                    "run the command by hand; let it end with " + UNAVAILABLE + " if it could not change anything",
                    null);
        } catch (TimeoutException e) {
            String late = "none within " + TIMEOUT.toSeconds() + " s";
            throw failure(onceStarted, key, "an end of the command", late, "bound its waits in time", e);
        } catch (IOException e) {
            throw failure(NONE, key, "a command that can be started", e.getMessage(), "install what it needs", e);
        }
    }

    private static RouterException failure(
            RouterException.Effect effect, String key, String expected, String butWas, String remedy, Exception cause) {
        return new RouterException(
                effect,
                Finding.error("traffic", "traffic.script." + key, expected, butWas, remedy)
                        .toString(),
                cause);
    }
}
