package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line in the project's one shape: what failed, expected, found, do this. */
final class UsageErrors {
    private UsageErrors() {}

    static Finding finding(ParameterException error) {
        CommandLine command = error.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String help = "see '" + name + " --help'";
        if (error instanceof UnmatchedArgumentException unmatched) {
            return unmatched(command, name, unmatched, help);
        }
        if (error instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            String labels =
                    missing.getMissing().stream().map(UsageErrors::label).collect(Collectors.joining(", "));
            return Finding.error("usage", name, labels, "nothing", help);
        }
        if (!command.getSubcommands().isEmpty() && error.getArgSpec() == null) {
            return Finding.error("usage", name, "one of: " + subcommands(command), "nothing", help);
        }
        return Finding.error("usage", name, "", error.getMessage(), help);
    }

    private static Finding unmatched(CommandLine command, String name, UnmatchedArgumentException error, String help) {
        String found = error.getUnmatched().isEmpty()
                ? "nothing"
                : "'" + error.getUnmatched().get(0) + "'";
        List<String> near = error.getSuggestions();
        String remedy = near.isEmpty() ? help : "did you mean '" + near.get(0) + "'? " + help;
        return Finding.error("usage", name, expected(command, error), found, remedy);
    }

    private static String expected(CommandLine command, UnmatchedArgumentException error) {
        if (error.isUnknownOption()) {
            return "one of: " + options(command);
        }
        return command.getSubcommands().isEmpty() ? "no more arguments" : "one of: " + subcommands(command);
    }

    private static String options(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .map(option -> option.longestName())
                .sorted()
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String subcommands(CommandLine command) {
        return command.getSubcommands().keySet().stream().sorted().collect(Collectors.joining(", "));
    }

    private static String label(ArgSpec argument) {
        return argument.isOption()
                ? ((CommandLine.Model.OptionSpec) argument).longestName() + " " + argument.paramLabel()
                : argument.paramLabel();
    }
}
