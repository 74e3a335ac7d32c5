package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.engine.config.Words;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
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
            return Finding.error("usage", name, "one of: " + String.join(", ", subcommands(command)), "nothing", help);
        }
        if (error.getArgSpec() != null && error.getValue() != null) {
            ArgSpec argument = error.getArgSpec();
            return Finding.error("usage", name, expected(argument), "'" + Words.shorten(error.getValue()) + "'", help);
        }
        return Finding.error("usage", name, "", error.getMessage(), help);
    }

    private static String expected(ArgSpec argument) {
        Class<?> type = argument.type();
        if (type == int.class || type == Integer.class) {
            return label(argument) + " to be a whole number";
        }
        return type.isEnum() ? label(argument) + " to be one of " + List.of(type.getEnumConstants()) : label(argument);
    }

    private static Finding unmatched(CommandLine command, String name, UnmatchedArgumentException error, String help) {
        String found =
                error.getUnmatched().isEmpty() ? "" : error.getUnmatched().get(0);
        List<String> known = error.isUnknownOption() ? options(command) : subcommands(command);
        String expected = known.isEmpty() ? "no more arguments" : "one of: " + String.join(", ", known);
        String remedy = Words.nearest(found, known)
                .map(nearest -> "did you mean '" + nearest + "'? " + help)
                .orElse(help);
        return Finding.error("usage", name, expected, "'" + Words.shorten(found) + "'", remedy);
    }

    private static List<String> options(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .map(OptionSpec::longestName)
                .sorted()
                .distinct()
                .toList();
    }

    private static List<String> subcommands(CommandLine command) {
        return command.getSubcommands().keySet().stream().sorted().toList();
    }

    private static String label(ArgSpec argument) {
        return argument.isOption()
                ? ((OptionSpec) argument).longestName() + " " + argument.paramLabel()
                : argument.paramLabel();
    }
}
