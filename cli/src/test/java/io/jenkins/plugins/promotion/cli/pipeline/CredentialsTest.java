package io.jenkins.plugins.promotion.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jenkins.plugins.promotion.cli.pipeline.steps.BuiltInSteps;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of credentials reach the commands that need them, and nothing else. */
class CredentialsTest {
    private static final String TOKEN = "t0k3n/with+special&chars";
    private static final String PASSWORD = "pa55 word \"quoted\"";
    private static final String KEY = "-----BEGIN KEY-----\nfirstLineOfTheKey\nsecondLineOfTheKey";
    private static final String YAML = """
            api-token: { string: "t0k3n/with+special&chars" }
            registry: { usernamePassword: { username: alice, password: 'pa55 word "quoted"' } }
            deploy-key: { string: "-----BEGIN KEY-----\\nfirstLineOfTheKey\\nsecondLineOfTheKey" }
            kubeconfig: { file: /somewhere/kubeconfig }
            """;
    private static final String BIND = """
            withCredentials([string(credentialsId: 'api-token', variable: 'TOKEN'),
                usernamePassword(credentialsId: 'registry', usernameVariable: 'WHO', passwordVariable: 'PASS'),
                string(credentialsId: 'deploy-key', variable: 'KEY'),
                file(credentialsId: 'kubeconfig', variable: 'KUBECONFIG')]) {
            """;

    @TempDir
    private Path folder;

    private Pipelines pipelines() {
        return new Pipelines(folder).credentials(YAML);
    }

    @Test
    void shouldGiveCredentialsToCommandsAndMaskThemInTheLog() {
        Pipelines pipelines = pipelines();
        Result result = pipelines.run(BIND + """
                    echo "> $WHO $KUBECONFIG $TOKEN"
                    sh 'echo "> $PASS"; test "$TOKEN" = "t0k3n/with+""special&chars"; echo "$KEY"'
                    def out = sh(script: 'printf "%s" "$TOKEN"', returnStdout: true)
                    echo "> ${out == TOKEN} ${out.length()}"
                    sh 'printf "%s" "x$TOKEN" | base64; printf "%s" "$KEY" | tail -n1'
                    sh "echo '> $TOKEN'"
                }
                echo "> ${env.TOKEN}"
                """);
        assertThat(result)
                .describedAs(() -> String.join("\n", pipelines.lines()))
                .isEqualTo(Result.SUCCESS);
        assertThat(pipelines.said())
                .containsExactly("alice /somewhere/kubeconfig ****", "****", "true 24", "****", "null");
        assertThat(pipelines.lines()).anyMatch(line -> line.contains("insecure"));
        assertNoSecretIn(folder.resolve("home"));
        assertThat(String.join("\n", pipelines.lines())).doesNotContain(forms());
    }

    @Test
    void shouldKeepSecretsOutOfEverythingThatIsSavedAndResume() throws Exception {
        Pipelines pipelines = pipelines();
        pipelines.host(Host.of(BuiltInSteps.catalog()).answering((request, given) -> new CompletableFuture<>()));
        PipelineRun run = pipelines.start(BIND + """
                    def held = [plain: TOKEN, pass: "<$PASS>", url: java.net.URLEncoder.encode(TOKEN, 'UTF-8'),
                        basic: TOKEN.bytes.encodeBase64().toString(), key: KEY, gstring: "a $KEY b"]
                    env.COPY = PASS
                    currentBuild.description = "uses $TOKEN"
                    parallel(
                        ask: { input message: "is $TOKEN right?", parameters: [string(name: 'P', defaultValue: PASS)] },
                        run: { sh 'echo "$KEY"; echo "$TOKEN" >&2; printf "%s" "$TOKEN" | base64; sleep 30' },
                        lazy: { sh "echo $TOKEN; sleep 30" })
                }
                """);
        pipelines.waitForLine(line -> line.startsWith("dDBr") || line.equals("****"));
        pipelines.waitForLine(line -> line.startsWith("is "));
        assertThat(Files.size(run.directory().resolve("program.dat"))).isGreaterThan(1000);
        assertNoSecretIn(folder.resolve("home"));
        run.abort("alice");
        assertThat(Pipelines.end(run)).isEqualTo(Result.ABORTED);
        assertNoSecretIn(folder.resolve("home"));
    }

    @Test
    void shouldHaveTheValuesAgainAfterTheStateWasReadBack() throws Exception {
        Secrets secrets = new Secrets(Map.of("a", TOKEN, "b", KEY, "c", PASSWORD));
        for (String text : List.of(
                TOKEN,
                "x" + KEY + "y",
                PASSWORD + TOKEN,
                "nothing",
                URLEncoder.encode(TOKEN, StandardCharsets.UTF_8))) {
            assertThat(secrets.unseal(secrets.seal(text))).isEqualTo(text);
        }
        assertThat(secrets.mask(secrets.seal(TOKEN))).isEqualTo("****");
    }

    @Test
    void shouldRefuseToSaveASecretItCannotReplace() {
        PipelineRun run = pipelines()
                .start(BIND + "def held = new StringBuilder(TOKEN); sleep time: 1, unit: 'MILLISECONDS'; echo held }");
        assertThat(Pipelines.end(run)).isEqualTo(Result.FAILURE);
        assertThat(run.record().error()).contains("a variable holds a credential's value as bytes or in a builder");
        assertNoSecretIn(folder.resolve("home"));
    }

    @Test
    void shouldNameACredentialThatIsAbsentOrOfAnotherKind() {
        PipelineRun absent = pipelines().start("withCredentials([string(credentialsId: 'no', variable: 'X')]) { }");
        assertThat(Pipelines.end(absent)).isEqualTo(Result.FAILURE);
        assertThat(absent.record().error())
                .contains("credential 'no': expected a string, but there is none", "credentials.yaml");
        PipelineRun other =
                pipelines().start("withCredentials([string(credentialsId: 'registry', variable: 'X')]) { }");
        assertThat(Pipelines.end(other)).isEqualTo(Result.FAILURE);
        assertThat(other.record().error())
                .contains("credential 'registry': expected a string, but was a usernamePassword");
    }

    @Test
    void shouldNotQuoteABrokenCredentialsFile() {
        assertThat(catchThrowable(() -> new Pipelines(folder)
                                .credentials("a: { string: \"" + TOKEN + "\n b")
                                .start("echo 'x'"))
                        .toString())
                .contains("expected YAML")
                .doesNotContain(TOKEN);
    }

    private static String[] forms() {
        return Stream.of(TOKEN, PASSWORD, "firstLineOfTheKey", "secondLineOfTheKey", KEY)
                .flatMap(secret -> Stream.of(
                        secret,
                        URLEncoder.encode(secret, StandardCharsets.UTF_8),
                        base64(secret).substring(0, base64(secret).length() - 4),
                        base64("x" + secret).substring(4, base64("x" + secret).length() - 4)))
                .toArray(String[]::new);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertNoSecretIn(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .describedAs(file.toString())
                        .doesNotContain(forms());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
