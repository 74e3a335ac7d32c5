package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/** The command line {@code promote}: its global options, its commands, and how they end. */
@Command(
        name = "promote",
        description = "Promotes a release through environments, and can always get back.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        parameterListHeading = "%nArguments:%n",
        footerHeading = "%nExamples:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed and rolled back, or nothing was changed",
            "2:bad usage or bad file",
            "3:the environment needs a person; it says what is where"
        },
        footer = {
            "  promote validate                  is promotion.yaml right?",
            "  promote completion bash           complete commands and options in your shell",
            "  promote help validate             all about one command"
        },
        sortOptions = false)
public final class Promote {
    private static final String NO_COLOR = "--no-color";
    private static final int WIDEST_HELP = 110;
    /** More than the loader accepts, so that it is the loader that says so. */
    private static final int MOST_BYTES = 16 << 20;

    static {
        // Else picocli starts the whole of Groovy, to see whether an annotation holds a closure.
        System.setProperty("picocli.disable.closures", "true");
    }

    private final Terminal terminal;

    @Option(
            names = {"-C", "--directory"},
            paramLabel = "DIRECTORY",
            description = "Run as if started there.",
            scope = ScopeType.INHERIT)
    private Path directory = Path.of("");

    @Option(
            names = "--state",
            paramLabel = "DIRECTORY",
            description = "Where journals, records and the index are kept (default: .promotion, or PROMOTION_STATE).",
            defaultValue = "${env:PROMOTION_STATE:-.promotion}",
            scope = ScopeType.INHERIT)
    private Path state;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show more: with an error, where in the program it comes from.",
            scope = ScopeType.INHERIT)
    private boolean verbose;

    /** Declared for the help; {@link #run} reads it, because help and errors are coloured before anything is parsed. */
    @Option(names = NO_COLOR, description = "No colours; so does the variable NO_COLOR.", scope = ScopeType.INHERIT)
    private boolean noColour;

    private Promote(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        int code = run(Terminal.ofProcess(), args);
        if (isEnding()) {
            // After Ctrl-C the process would end with the number of the signal, which says nothing about the
            // environment.
            Runtime.getRuntime().halt(code);
        }
        System.exit(code);
    }

    private static boolean isEnding() {
        try {
            Thread hook = new Thread();
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /** Runs one command; the exit code is one of {@link Exit}. */
    static int run(Terminal terminal, String... args) {
        boolean plain = Arrays.asList(args).contains(NO_COLOR);
        try {
            return commandLine(plain ? terminal.withoutColours() : terminal).execute(args);
        } finally {
            terminal.flush();
        }
    }

    /** All commands: each is a class, and one line here. */
    static CommandLine commandLine(Terminal terminal) {
        Promote promote = new Promote(terminal);
        CommandLine root = new CommandLine(promote);
        root.addSubcommand(new Validate(promote));
        root.addSubcommand(new Demo(promote));
        root.addSubcommand(new Plan(promote));
        root.addSubcommand(new Preflight(promote));
        root.addSubcommand(new Run(promote));
        root.addSubcommand(new Resume(promote));
        root.addSubcommand(new Rollback(promote));
        root.addSubcommand(new Status(promote));
        root.addSubcommand(new History(promote));
        root.addSubcommand(new Report(promote));
        root.addSubcommand(new Secrets(promote));
        root.addSubcommand(new Bench(promote));
        root.addSubcommand(new Completion(promote));
        root.addSubcommand(new HelpCommand());
        return root.setOut(terminal.out())
                .setErr(terminal.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        terminal.capabilities().colours() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpWidth(Math.min(Math.max(terminal.capabilities().width(), 80), WIDEST_HELP))
                .setExecutionStrategy(promote::execute)
                .setParameterExceptionHandler((error, args) -> promote.end(
                        List.of(UsageErrors.finding(error)),
                        Exit.BAD_INPUT,
                        wantsJson(error.getCommandLine(), List.of(args))))
                .setExecutionExceptionHandler(
                        (error, command, parsed) -> promote.failed(error, wantsJson(command, parsed.originalArgs())));
    }

    Terminal terminal() {
        return terminal;
    }

    /** A path that the user gave, from the directory that the user is in. */
    Path resolve(Path path) {
        return directory.resolve(path).toAbsolutePath().normalize();
    }

    /** Where journals, records and the index are kept. */
    Path state() {
        return resolve(state);
    }

    /**
     * The bytes of the promotion file that the user named.
     *
     * @throws BadInputException if there is none, or it cannot be read
     */
    byte[] read(Path file) throws BadInputException {
        try (InputStream content = Files.newInputStream(resolve(file))) {
            return content.readNBytes(MOST_BYTES);
        } catch (IOException unreadable) {
            throw new BadInputException(Finding.error(
                    "promotion file",
                    file.toString(),
                    "a file that can be read",
                    unreadable instanceof NoSuchFileException ? "no such file" : unreadable.toString(),
                    "name the promotion file, or go to its directory with -C"));
        }
    }

    boolean verbose() {
        return verbose;
    }

    /** A live display on a screen, else plain lines; close it before the result is printed. */
    Display display() {
        return terminal.capabilities().live() ? TerminalDisplay.live(terminal) : new PlainDisplay(terminal);
    }

    /** As {@link #display()}, but on standard error if standard output is for a program. */
    Display display(boolean onError) {
        return onError ? new PlainDisplay(terminal.onError()) : display();
    }

    private int execute(ParseResult parsed) {
        List<CommandLine> commands = parsed.asCommandLineList();
        CommandLine command = commands.get(commands.size() - 1);
        if (!Files.isDirectory(directory)) {
            Finding missing =
                    Finding.error("usage", "-C " + directory, "a directory", "none", "correct it, or leave it out");
            return end(List.of(missing), Exit.BAD_INPUT, wantsJson(command, parsed.originalArgs()));
        }
        int code = new RunLast().execute(parsed);
        Object result = command.getExecutionResult();
        return result instanceof Exit exit ? exit.code() : code;
    }

    private int failed(Exception error, boolean json) {
        Exit exit = Failures.exit(error);
        List<Finding> findings = Failures.findings(error);
        if (verbose) {
            error.printStackTrace(terminal.err());
        }
        return end(findings, exit, json);
    }

    /** Whoever asked for one JSON object last gets one also if the command could not do its work. */
    private int end(List<Finding> findings, Exit exit, boolean json) {
        Findings.print(terminal, findings);
        if (json) {
            terminal.out().println(RunJson.failed(exit, findings));
        }
        return exit.code();
    }

    private static boolean wantsJson(CommandLine command, List<String> args) {
        return command.getCommandSpec().findOption("--json") != null && args.contains("--json");
    }
}
