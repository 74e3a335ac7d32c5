package io.jenkins.plugins.promotion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class PromoteTest {
    private final FakeTerminal pipe = FakeTerminal.pipe();

    @Test
    void shouldPrintHelpForEveryCommandWithAnExample() {
        for (CommandLine command :
                Promote.commandLine(pipe.terminal()).getSubcommands().values()) {
            FakeTerminal terminal = FakeTerminal.pipe();

            assertThat(Promote.run(terminal.terminal(), command.getCommandName(), "--help"))
                    .isZero();

            assertThat(terminal.out()).contains("Usage: promote " + command.getCommandName());
            if (!command.getCommandName().equals("help")) {
                assertThat(terminal.out()).contains("Examples:\n  ");
            }
        }
    }

    @Test
    void shouldPrintTheVersionThatWasBuilt() {
        assertThat(Promote.run(pipe.terminal(), "--version")).isZero();
        assertThat(pipe.out()).matches("(?s)promote \\d.*\nJava \\d.*\n");
    }

    @Test
    void shouldSuggestTheNearestCommand() {
        assertThat(Promote.run(pipe.terminal(), "compleiton")).isEqualTo(2);
        assertThat(pipe.err())
                .startsWith("promote: expected one of: bench, completion, ")
                .endsWith("but was 'compleiton'; did you mean 'completion'? see 'promote --help'\n");
        assertThat(pipe.out()).isEmpty();
    }

    @Test
    void shouldSuggestTheNearestOption() {
        assertThat(Promote.run(pipe.terminal(), "--no-colour")).isEqualTo(2);
        assertThat(pipe.err()).contains("but was '--no-colour'; did you mean '--no-color'?");
    }

    @Test
    void shouldSuggestNothingThatIsNotNear() {
        assertThat(Promote.run(pipe.terminal(), "zzzzzz")).isEqualTo(2);
        assertThat(pipe.err()).contains("but was 'zzzzzz'").doesNotContain("did you mean");
    }

    @Test
    void shouldNameAMissingArgument() {
        assertThat(Promote.run(pipe.terminal(), "completion")).isEqualTo(2);
        assertThat(pipe.err())
                .isEqualTo("promote completion: expected SHELL, but was nothing; see 'promote completion --help'\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            history -n many  | promote history: expected --newest COUNT to be a whole number, but was 'many'
            resume x         | promote resume: expected RUN to be a whole number, but was 'x'
            completion fish  | promote completion: expected SHELL to be one of [bash, zsh], but was 'fish'
            run -p RELEASE   | promote run: expected --param NAME=VALUE, but was 'RELEASE'
            """)
    void shouldSayWhatAnArgumentHasToBe(String arguments, String said) {
        assertThat(Promote.run(pipe.terminal(), arguments.split(" "))).isEqualTo(2);
        assertThat(pipe.err()).startsWith(said + "; see ");
    }

    @Test
    void shouldNameADirectoryThatIsNotThere() {
        assertThat(Promote.run(pipe.terminal(), "-C", "nowhere", "status")).isEqualTo(2);
        assertThat(pipe.err()).startsWith("-C nowhere: expected a directory, but was none");
    }

    @Test
    void shouldRefuseABenchmarkOfNothing() {
        assertThat(Promote.run(pipe.terminal(), "bench", "switch", "--switches", "0"))
                .isEqualTo(2);
        assertThat(pipe.err()).startsWith("--switches: expected at least 2, but was 0");
    }

    @Test
    void shouldNameTheCommandsWhenNoneIsGiven() {
        assertThat(Promote.run(pipe.terminal())).isEqualTo(2);
        assertThat(pipe.err())
                .startsWith("promote: expected one of: bench, completion, ")
                .contains("but was nothing");
    }

    @Test
    void shouldColourOnlyWhereColoursAreWanted() {
        FakeTerminal wanted = FakeTerminal.colourful();
        FakeTerminal unwanted = FakeTerminal.colourful();

        Promote.run(wanted.terminal(), "nonsense");
        Promote.run(unwanted.terminal(), "--no-color", "nonsense");

        assertThat(wanted.err()).startsWith("\u001b[31mpromote\u001b[0m: expected");
        assertThat(unwanted.err()).doesNotContain("\u001b");
    }

    @ParameterizedTest
    @EnumSource(Exit.class)
    void shouldEndWithTheExitCodeOfTheCommand(Exit exit) {
        assertThat(run(() -> exit)).isEqualTo(exit.code());
    }

    @Test
    void shouldPrintEveryFindingErrorsFirstAndEndWith1WhenAPromotionFails() {
        Finding warning = Finding.warning("disk", "/var", "20 % free", "12 %", "make room");
        Finding error = Finding.error("http", "https://db/ready", "200", "503", "start the database");

        int code = run(() -> {
            throw new PromotionException(List.of(warning, error));
        });

        assertThat(code).isEqualTo(1);
        assertThat(pipe.err()).isEqualTo("""
                        https://db/ready: expected 200, but was 503; start the database
                        /var: warning: expected 20 % free, but was 12 %; make room
                        """);
    }

    @Test
    void shouldEndWith2WhenTheInputIsBad() {
        int code = run(() -> {
            throw new BadInputException(Finding.error("file", "promotion.yaml:3:5", "a number", "'x'", "write one"));
        });

        assertThat(code).isEqualTo(2);
        assertThat(pipe.err()).isEqualTo("promotion.yaml:3:5: expected a number, but was 'x'; write one\n");
    }

    @Test
    void shouldPrintOneObjectLastAlsoIfTheCommandCouldNotBegin(@TempDir Path empty) throws Exception {
        for (String[] arguments : new String[][] {
            {"run", "--json"},
            {"status", "--json"},
            {"history", "--json", "-n", "many"},
            {"demo", "--json", "--fail", "coffee"},
            {"resume", "--json", "-C", "nowhere"}
        }) {
            FakeTerminal terminal = FakeTerminal.pipe();
            List<String> words = new ArrayList<>(List.of(arguments));
            if (!words.contains("-C")) {
                words.addAll(List.of("-C", empty.toString()));
            }

            assertThat(Promote.run(terminal.terminal(), words.toArray(String[]::new)))
                    .isEqualTo(2);

            JsonNode json = new ObjectMapper().readTree(terminal.out());
            assertThat(json.path("result").asText()).isEqualTo("FAILED");
            assertThat(json.path("errors").path(0).asText())
                    .contains("expected")
                    .isSubstringOf(terminal.err());
        }
    }

    @Test
    void shouldSayWhatOfARunCannotBeRead(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("Jenkinsfile"), "echo 'x'");
        String[][] wrong = {
            {"--credentials", "nowhere.yaml", "nowhere.yaml: expected a credentials file that can be read, but was none"
            },
            {"--library", "ours=nowhere", "nowhere: expected the folder of a library, but was none"},
            {"--", ".", ".: expected a Jenkinsfile that can be read, but was a folder"}
        };
        for (String[] arguments : wrong) {
            FakeTerminal terminal = FakeTerminal.pipe();

            assertThat(Promote.run(terminal.terminal(), "run", "-C", folder.toString(), arguments[0], arguments[1]))
                    .isEqualTo(2);

            assertThat(terminal.err()).startsWith(arguments[2]);
        }
        assertThat(folder.resolve(".promotion")).doesNotExist();
    }

    @Test
    void shouldSayWhichPlaceCannotBeWritten(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("Jenkinsfile"), "echo 'x'");

        assertThat(Promote.run(pipe.terminal(), "run", "-C", folder.toString(), "--state", "Jenkinsfile"))
                .isEqualTo(1);

        assertThat(pipe.err())
                .startsWith(folder.resolve("Jenkinsfile") + "")
                .contains("expected a file or folder that can be used, but was")
                .doesNotContain("Exception");
    }

    @Test
    void shouldSayWhereADefectIsOnlyWhenAsked() {
        assertThat(run(() -> Integer.parseInt("x") > 0 ? Exit.DONE : Exit.FAILED))
                .isEqualTo(1);
        assertThat(pipe.err()).contains("NumberFormatException").contains("-v").doesNotContain("\tat ");
    }

    @Test
    void shouldResolvePathsFromTheDirectoryThatIsGiven() {
        CommandLine root = Promote.commandLine(pipe.terminal());
        Promote promote = root.getCommand();

        root.parseArgs("completion", "-C", "/srv/app", "--state", "kept", "bash");

        assertThat(promote.resolve(Path.of("promotion.yaml"))).isEqualTo(Path.of("/srv/app/promotion.yaml"));
        assertThat(promote.resolve(Path.of("/etc/x"))).isEqualTo(Path.of("/etc/x"));
        assertThat(promote.state()).isEqualTo(Path.of("/srv/app/kept"));
    }

    private int run(Callable<Exit> work) {
        CommandLine root = Promote.commandLine(pipe.terminal());
        root.addSubcommand(new Probe(work));
        return root.execute("probe");
    }

    /** A command whose end the test chooses. */
    @Command(name = "probe")
    private record Probe(Callable<Exit> work) implements Callable<Exit> {
        @Override
        public Exit call() throws Exception {
            return work.call();
        }
    }
}
