package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.engine.secrets.ProvisionedSecrets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code promote secrets}: what can be done with the secrets of an environment outside a deployment. */
@Command(
        name = "secrets",
        description = "Rotates secrets, or runs a command with them.",
        footer = {"  promote secrets rotate production", "  promote secrets exec -e production -- ./deploy.sh"})
final class Secrets implements Runnable {
    private final Promote promote;

    @Spec
    private CommandSpec spec;

    Secrets(Promote promote) {
        this.promote = promote;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing required subcommand");
    }

    @Command(
            name = "rotate",
            description =
                    "Makes a new version of an environment's generated secrets, verifies it with the real consumer, and"
                            + " makes it current; the previous version is kept.",
            footer = {"  promote secrets rotate production", "  promote secrets rotate production db-password"})
    Exit rotate(
            @Mixin Workplace workplace,
            @Parameters(paramLabel = "ENV", description = "The environment.") String environment,
            @Parameters(
                            paramLabel = "SECRET",
                            arity = "0..*",
                            description = "Only these (default: all that are generated).")
                    List<String> names)
            throws Exception {
        ProvisionedSecrets rotated = workplace
                .promotion(promote, environment)
                .rotate(environment, names == null ? Set.of() : Set.copyOf(names), "", Workplace.requester());
        rotated.getSecrets().forEach(secret -> promote.terminal().out().println(environment + ": " + secret));
        return Exit.DONE;
    }

    @Command(
            name = "exec",
            description =
                    "Runs a command with an environment's secrets in its variables: db-password becomes DB_PASSWORD."
                            + " The values are in that process only, and masked in what it prints.",
            footer = {"  promote secrets exec -e production -- ./deploy.sh"})
    int exec(
            @Mixin Workplace workplace,
            @Option(
                            names = {"-e", "--env"},
                            required = true,
                            paramLabel = "ENV",
                            description = "The environment.")
                    String environment,
            @Parameters(paramLabel = "COMMAND", arity = "1..*", description = "The command, and its arguments.")
                    List<String> command)
            throws Exception {
        Map<String, String> secrets =
                new TreeMap<>(workplace.promotion(promote, environment).reveal(environment));
        return new MaskedCommand(promote.terminal(), secrets).run(command, promote.resolve(Path.of("")));
    }
}
