package io.jenkins.plugins.promotion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateTest {
    private static final String VALID = """
            application: storefront
            environments:
              testing:
                url: http://127.0.0.1:8000
                slots: { blue: "http://127.0.0.1:8001", green: "http://127.0.0.1:8002" }
                traffic: { script: { read: ./read.sh, apply: ./apply.sh } }
            """;

    private final FakeTerminal pipe = FakeTerminal.pipe();

    @TempDir
    private Path directory;

    @Test
    void shouldSayThatAFileIsValid() throws IOException {
        Files.writeString(directory.resolve("promotion.yaml"), VALID);

        assertThat(validate()).isZero();
        assertThat(pipe.out()).isEqualTo("promotion.yaml: valid; storefront goes through testing\n");
    }

    @Test
    void shouldReportEveryErrorOnALineThatStartsWithFileLineAndColumn() throws IOException {
        Files.writeString(directory.resolve("bad.yaml"), VALID.replace("slots:", "slot:") + "colour: blue\n");

        assertThat(validate("bad.yaml")).isEqualTo(2);

        assertThat(pipe.err().lines()).hasSizeGreaterThanOrEqualTo(2).allSatisfy(line -> assertThat(line)
                .matches("bad\\.yaml:\\d+:\\d+: .+: expected .+, but was .+; .+"));
        assertThat(pipe.err()).contains("slots").contains("colour");
        assertThat(pipe.out()).isEmpty();
    }

    @Test
    void shouldWarnOfWhatIsValidAndNotAvailable() throws IOException {
        Files.writeString(directory.resolve("promotion.yaml"), VALID + """
                    preflight: [{ tcp: "127.0.0.1:1" }, { review: { minApprovals: 1 } }]
                    migrations: { up: "flyway migrate" }
                """);

        assertThat(validate()).isZero();
        assertThat(pipe.out()).contains("valid");
        assertThat(pipe.err().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).matches("promotion\\.yaml:\\d+:\\d+: .+: warning: expected .+"))
                .anyMatch(line -> line.contains("environments.testing.preflight[1].review"))
                .anyMatch(line -> line.contains("environments.testing.migrations"));
    }

    @Test
    void shouldSayThatThereIsNoSuchFile() {
        assertThat(validate("absent.yaml")).isEqualTo(2);
        assertThat(pipe.err())
                .isEqualTo("absent.yaml: expected a file that can be read, but was no such file;"
                        + " name the promotion file, or go to its directory with -C\n");
    }

    @Test
    void shouldSayThatADirectoryIsNoFile() {
        assertThat(validate(".")).isEqualTo(2);
        assertThat(pipe.err()).startsWith(".: expected a file that can be read, but was ");
    }

    private int validate(String... file) {
        String[] arguments = new String[file.length + 3];
        arguments[0] = "-C";
        arguments[1] = directory.toString();
        arguments[2] = "validate";
        System.arraycopy(file, 0, arguments, 3, file.length);
        return Promote.run(pipe.terminal(), arguments);
    }
}
