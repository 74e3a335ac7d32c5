package io.jenkins.plugins.promotion.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code promote demo}, from its beginning to its end. A demonstration takes most of a minute, so most faults are opt-in:
 * {@code -Dpromotion.demos=all}.
 */
@Timeout(600)
class DemoTest {
    private static final List<String> ENVIRONMENTS = List.of("development", "testing", "staging", "production");

    @TempDir
    private Path folder;

    /** What is in the repository, with a {@code promote} that is the one under test. */
    @BeforeEach
    void layOut() throws Exception {
        for (String part : List.of("demo", "vars", "resources")) {
            copy(PromoteProcess.HOME.resolve(part), folder.resolve(part));
        }
        Files.copy(PromoteProcess.HOME.resolve("Jenkinsfile.example"), folder.resolve("Jenkinsfile.example"));
        Path program = folder.resolve("promote");
        Files.writeString(
                program,
                "#!/bin/sh\nexec "
                        + PromoteProcess.command(home()).stream()
                                .map(word -> "'" + word + "'")
                                .collect(Collectors.joining(" "))
                        + " \"$@\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private List<String> home() throws Exception {
        List<String> options = new ArrayList<>(ClassArchive.shared().options());
        options.add("-Dpromote.home=" + folder);
        return options;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path relative = from.relativize(file);
                if (!relative.startsWith("target")) {
                    Files.createDirectories(to.resolve(relative).getParent());
                    Files.copy(file, to.resolve(relative), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private PromoteProcess.Ended demo(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("demo", "--fast", "--json", "--approve-as", "alice"));
        arguments.addAll(List.of("--approve-as", "bob"));
        arguments.addAll(Arrays.asList(more));
        return PromoteProcess.start(
                        folder, folder.resolve("printed"), Map.of(), home(), arguments.toArray(String[]::new))
                .await();
    }

    @Test
    void shouldPromoteThroughFourEnvironmentsUnderLoadAndLoseNothing() throws Exception {
        PromoteProcess.Ended ended = demo();

        assertThat(ended.exit()).describedAs(ended.all()).isZero();
        JsonNode json = ended.json();
        assertThat(json.fieldNames()).toIterable().containsExactly("result", "environments", "deployments", "report");
        assertThat(json.path("result").asText()).isEqualTo("SUCCEEDED");
        assertThat(json.path("environments")).hasSize(4);
        for (int i = 0; i < 4; i++) {
            JsonNode environment = json.path("environments").path(i);
            assertThat(environment.fieldNames()).toIterable().containsExactly("name", "release", "slot", "requests");
            assertThat(environment.path("name").asText()).isEqualTo(ENVIRONMENTS.get(i));
            assertThat(environment.path("release").asText()).isEqualTo("1.0.2");
            assertThat(environment.path("slot").asText()).isIn("blue", "green");
            assertThat(environment.path("requests").path("sent").asLong()).isGreaterThan(100);
            assertThat(environment.path("requests").path("failed").asLong(-1)).isZero();
        }
        assertThat(json.path("deployments")).hasSize(4);
        for (JsonNode deployment : json.path("deployments")) {
            assertThat(deployment.fieldNames())
                    .toIterable()
                    .contains("id", "environment", "release", "result", "phases");
            assertThat(deployment.path("result").asText()).isEqualTo("SUCCEEDED");
            assertThat(deployment.path("phases").findValuesAsText("name"))
                    .contains("preflight", "configuration", "secrets");
        }
        assertThat(Path.of(json.path("report").asText())).isRegularFile();
        assertThat(folder.resolve("target/demo/workspace/variables"))
                .content()
                .contains(
                        "export PROMOTION_FILE=demo/promotion.yaml\n",
                        "export STOREFRONT_URL_PRODUCTION='http://127.0.0.1:");
    }

    /** A sick release may fail what it is given; what nobody meant to fail loses nothing, and production is as it was. */
    @ParameterizedTest
    @CsvSource("health@25, switch, ROLLED_BACK, 1, true")
    void shouldShowTheWayBack(String fault, String failed, String result, int exit, boolean embedded) throws Exception {
        assertWayBack(fault, failed, result, exit, embedded);
    }

    @ParameterizedTest
    @CsvSource({
        "preflight, preflight, FAILED, 1, true",
        "secrets, secrets, ROLLED_BACK, 1, true",
        "deploy, deploy, ROLLED_BACK, 1, false",
        "health, verify, ROLLED_BACK, 1, true",
        "health@5, switch, ROLLED_BACK, 1, false",
        "health@50, switch, ROLLED_BACK, 1, true",
        "smoke, verify, ROLLED_BACK, 1, false",
        "soak, soak, ROLLED_BACK, 1, false",
        "health@25, switch, ROLLED_BACK, 1, false",
        "rollback, rollback, NEEDS_A_PERSON, 3, true",
        "rollback, rollback, NEEDS_A_PERSON, 3, false",
    })
    @EnabledIfSystemProperty(
            named = "promotion.demos",
            matches = "all",
            disabledReason = "takes minutes; run with -Dpromotion.demos=all")
    void shouldShowEveryWayBack(String fault, String failed, String result, int exit, boolean embedded)
            throws Exception {
        assertWayBack(fault, failed, result, exit, embedded);
    }

    private void assertWayBack(String fault, String failed, String result, int exit, boolean embedded)
            throws Exception {
        PromoteProcess.Ended ended = embedded ? demo("--fail", fault, "--embedded") : demo("--fail", fault);

        assertThat(ended.exit()).describedAs(ended.all()).isEqualTo(exit);
        JsonNode json = ended.json();
        assertThat(json.path("result").asText()).isEqualTo(result);
        for (JsonNode environment : json.path("environments")) {
            boolean production = environment.path("name").asText().equals("production");
            assertThat(environment.path("release").asText()).isEqualTo(production ? "1.0.1" : "1.0.2");
            assertThat(environment.path("requests").path("failed").asLong(-1))
                    .describedAs("lost in " + environment)
                    .isZero();
        }
        JsonNode last = json.path("deployments").path(json.path("deployments").size() - 1);
        assertThat(last.path("environment").asText()).isEqualTo("production");
        assertThat(last.path("result").asText()).isEqualTo(result);
        assertThat(last.path("phases"))
                .filteredOn(phase -> !phase.path("ok").asBoolean())
                .extracting(phase -> phase.path("name").asText())
                .contains(failed);
        assertThat(Files.readString(Path.of(json.path("report").asText()))).contains("1.0.2", "production");
    }

    @Test
    void shouldNameThePhasesWhenOneIsUnknown() throws Exception {
        PromoteProcess.Ended ended = demo("--fail", "coffee");
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.err()).contains("preflight", "health@WEIGHT", "rollback", "coffee");
    }
}
