package io.jenkins.plugins.promotion.engine.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromotionFileLoaderTest {
    private static final String FILE = "promotion.yaml";

    @Test
    void shouldLoadTheExampleOfTheDesign() throws Exception {
        PromotionFile file = load("storefront.yaml");

        assertThat(file.application()).isEqualTo("storefront");
        assertThat(file.environments()).extracting(Environment::name).containsExactly("testing", "production");
        assertThat(file.environments()).extracting(Environment::order).containsExactly(0, 1);
        Environment testing = file.environments().get(0);
        assertThat(testing.url()).isEqualTo(URI.create("https://testing.example.com"));
        assertThat(testing.slots()).containsEntry(Slot.GREEN, URI.create("http://green.testing:8080"));
        assertThat(testing.config().files()).containsExactly("config/base.yaml", "config/testing.yaml");
        assertThat(testing.config().schema()).contains("config/schema.json");
        assertThat(testing.config().required()).containsExactly("database.url", "api.rateLimit.queriesPerHour");
        assertThat(testing.config().publish().orElseThrow().kind()).isEqualTo("file");
        assertThat(testing.preflight())
                .extracting(Choice::kind)
                .containsExactly("http", "certificate", "dynamoTables", "scan", "terraform", "stacks");
        assertThat(testing.approval()).isEmpty();
        Environment production = file.environments().get(1);
        assertThat(production.approval())
                .contains(new Environment.Approval(2, List.of("release-managers"), true, Duration.ofHours(4)));
        assertThat(production.freeze())
                .containsExactly(new Environment.Freeze("* * * * 6,7", ZoneId.of("Europe/Berlin"), ""));
        assertThat(production.rollout().canary())
                .containsExactly(
                        new Environment.Step(5, Duration.ofSeconds(60)),
                        new Environment.Step(25, Duration.ofSeconds(60)),
                        new Environment.Step(50, Duration.ofSeconds(60)));
        assertThat(production.rollout().soak()).isEqualTo(Duration.ofSeconds(300));
        assertThat(production.rollout().analysis()).extracting(Choice::kind).containsExactly("prometheus");
    }

    @Test
    void shouldReadASecretWithItsSourceStoreAndProof() throws Exception {
        Environment.Secret secret =
                load("storefront.yaml").environments().get(0).secrets().get(0);

        assertThat(secret.name()).isEqualTo("db-password");
        assertThat(secret.source().orElseThrow().kind()).isEqualTo("generate");
        assertThat(secret.source().orElseThrow().settings().get("length").intValue())
                .isEqualTo(32);
        assertThat(secret.store().kind()).isEqualTo("secretsManager");
        assertThat(secret.rotateEvery()).contains(Duration.ofDays(90));
        assertThat(secret.verify().orElseThrow().settings().get("address").textValue())
                .isEqualTo("db.testing:5432");
    }

    @Test
    void shouldFillInEveryDefault() throws Exception {
        Environment environment = load("minimal.yaml").environments().get(0);

        assertThat(environment.health())
                .isEqualTo(new Environment.Health(
                        "/health", Duration.ofSeconds(2), 3, 2, Duration.ofSeconds(2), Duration.ofSeconds(60)));
        assertThat(environment.rollout())
                .isEqualTo(new Environment.Rollout(List.of(), Duration.ZERO, Duration.ofSeconds(30), List.of()));
        assertThat(environment.config())
                .isEqualTo(new Environment.Configuration(List.of(), Optional.empty(), List.of(), Optional.empty()));
    }

    @Test
    void shouldFillInTheDefaultsOfAnApproval() throws Exception {
        assertThat(loadText(minimal("    approval: {}")).environments().get(0).approval())
                .contains(new Environment.Approval(1, List.of(), true, Duration.ofHours(4)));
    }

    @Test
    void shouldFillInTheDefaultsOfShortForms() throws Exception {
        Choice check = loadText(minimal("    preflight: [tcp: 'db:5432']"))
                .environments()
                .get(0)
                .preflight()
                .get(0);

        assertThat(check.settings().toString()).isEqualTo("{\"address\":\"db:5432\",\"timeout\":\"5s\"}");
    }

    @Test
    void shouldPutTheDefaultsUnderEachEnvironment() throws Exception {
        PromotionFile file = loadText("""
                application: storefront
                defaults:
                  health: { every: 1s, healthyAfter: 5 }
                  traffic: { embedded: { address: "http://127.0.0.1:8003" } }
                  slots: { blue: "http://127.0.0.1:8001", green: "http://127.0.0.1:8002" }
                environments:
                  testing: { url: "http://127.0.0.1:1", health: { every: 3s } }
                  production:
                    url: http://127.0.0.1:2
                    traffic: { script: { read: ./read, apply: ./apply } }
                """);

        Environment testing = file.environments().get(0);
        assertThat(testing.health().every()).isEqualTo(Duration.ofSeconds(3));
        assertThat(testing.health().healthyAfter()).isEqualTo(5);
        assertThat(testing.traffic().kind()).isEqualTo("embedded");
        assertThat(file.environments().get(1).traffic().kind()).isEqualTo("script");
    }

    @Test
    void shouldReportAllErrorsOfABadFileAtOnce() throws Exception {
        PromotionException failure = failure(resource("bad.yaml"), Map.of("SHOP", "shop-secret"));

        assertThat(failure.findings())
                .extracting(Finding::toString)
                .containsExactlyElementsOf(
                        new String(resource("bad.errors.txt"), UTF_8).lines().toList());
        assertThat(failure.getMessage()).doesNotContain("shop-secret");
    }

    @Test
    void shouldReplaceVariables() throws Exception {
        PromotionFile file = loadText(
                minimal("    smoke: [command: 'curl ${HOST}${PATH:-/a:-b}${EMPTY:-} $${HOME} $HOME $$'] # ${NOT_READ}"),
                Map.of("HOST", "http://$1", "UNUSED", "x"));

        assertThat(file.environments()
                        .get(0)
                        .smoke()
                        .get(0)
                        .settings()
                        .get("run")
                        .textValue())
                .isEqualTo("curl http://$1/a:-b ${HOME} $HOME $");
    }

    @Test
    void shouldLeaveToTheDeploymentWhatOnlyItKnows() throws Exception {
        PromotionFile file = loadText(minimal("    preflight: [artifact: 'build/${release}-${environment}.jar']"));

        assertThat(file.environments()
                        .get(0)
                        .preflight()
                        .get(0)
                        .settings()
                        .get("file")
                        .textValue())
                .isEqualTo("build/${release}-${environment}.jar");
    }

    @Test
    void shouldNotReplaceInsideVariables() throws Exception {
        PromotionFile file = loadText(minimal("    smoke: [command: '${A}']"), Map.of("A", "${B}", "B", "no"));

        assertThat(file.environments()
                        .get(0)
                        .smoke()
                        .get(0)
                        .settings()
                        .get("run")
                        .textValue())
                .isEqualTo("${B}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "${A B}  | expected ${NAME} or ${NAME:-default}, but was '${A B}'; correct the name, or write $$ for a plain $",
                "${A     | expected ${NAME} or ${NAME:-default}, but was '${A'; correct the name, or write $$ for a plain $",
                "${HOTS} | expected a value for the variable HOTS, but was none; set HOTS, or give a default: ${HOTS:-…}; did you mean HOST?"
            })
    void shouldSayWhereAVariableIsWrong(String text, String message) {
        PromotionException failure =
                failure(minimal("    smoke: [command: '" + text + "']").getBytes(UTF_8), Map.of("HOST", "x"));

        assertThat(failure.findings())
                .extracting(Finding::toString)
                .containsExactly("promotion.yaml:7:22: environments.testing.smoke[0].command: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "health: { every: 0s }                | a duration of more than 0",
                "health: { path: health }             | a path that starts with /",
                "health: { path: '/a^b' }             | a path of an address",
                "smoke: [http: { path: '/a?b={c}' }]  | a path of an address",
                "secrets: [{ name: a, store: { file: { path: a } }, rotateEvery: 0d }] | a duration of more than 0",
                "preflight: [{}]                      | one check",
                "preflight: [http]                    | one check",
                "preflight: [tcp: nowhere]            | host:port, or an object with address and timeout",
                "rollout: { canary: [{ weight: 5 }] } | the key 'for'",
                "slots: { blue: 'http://a' }          | each key once",
                "config: { publish: { file: {} } }    | the key 'path'",
                "secrets: { a: b }                    | a list of secrets",
                "approval: yes                        | who has to agree"
            })
    void shouldExpect(String line, String expected) {
        assertThat(failure(minimal("    " + line).getBytes(UTF_8), Map.of()).findings())
                .extracting(Finding::expected)
                .contains(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "8001, an address with a host and a port up to 65535, http://a_b:1",
        "8001, an address with a host and a port up to 65535, http://a:65536",
        "8002, an address without a user or password, http://alice:pw@a",
        "8002, an address, http://a/{b}",
        "8002, another address than the blue slot's, http://127.0.0.1:8001"
    })
    void shouldLookAtTheAddressOfEachSlot(int port, String expected, String address) {
        String file = minimal("").replace("http://127.0.0.1:" + port, address);

        assertThat(failure(file.getBytes(UTF_8), Map.of()).findings())
                .extracting(Finding::expected)
                .containsExactly(expected);
    }

    @Test
    void shouldTakeThePlaceholdersOfASmokeTestForPartsOfItsPath() throws Exception {
        loadText(minimal("    smoke: [http: { path: '/${release}/in/${environment}?a=b' }]"));
    }

    @Test
    void shouldNotShowThePasswordOfAnAddress() {
        String file = minimal("").replace("http://127.0.0.1:8000", "http://alice:marked@127.0.0.1:8000");

        assertThat(failure(file.getBytes(UTF_8), Map.of()).getMessage())
                .contains("an address without a user or password")
                .doesNotContain("marked");
    }

    @Test
    void shouldSayWhatIsMissingInAnEmptyEnvironment() {
        assertThat(failure("application: a\nenvironments:\n  testing:\n".getBytes(UTF_8), Map.of())
                        .findings())
                .extracting(Finding::subject)
                .containsOnly("promotion.yaml:3:11: environments.testing");
    }

    @Test
    void shouldLoadAHundredEnvironmentsFast() throws Exception {
        StringBuilder file = new StringBuilder("application: storefront\nenvironments:\n");
        String environment = minimal("").substring(minimal("").indexOf("  testing:"));
        for (int i = 0; i < 100; i++) {
            file.append(environment.replace("testing:", "testing-" + i + ":"));
        }
        byte[] bytes = file.toString().getBytes(UTF_8);

        assertThat(fastest(bytes)).isLessThan(Duration.ofSeconds(2));
        assertThat(PromotionFileLoader.load(FILE, bytes, Map.of()).environments())
                .hasSize(100);
    }

    @Test
    void shouldLoadAnOrdinaryFileInNoTime() throws Exception {
        assertThat(fastest(resource("storefront.yaml"))).isLessThan(Duration.ofMillis(200));
    }

    /** The fastest of a few: what else the machine does is not measured. */
    private static Duration fastest(byte[] file) throws PromotionException {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long start = System.nanoTime();
            PromotionFileLoader.load(FILE, file, Map.of());
            fastest = Math.min(fastest, System.nanoTime() - start);
        }
        return Duration.ofNanos(fastest);
    }

    private static String minimal(String line) {
        try {
            return new String(resource("minimal.yaml"), UTF_8) + line + "\n";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static PromotionFile load(String resource) throws Exception {
        return PromotionFileLoader.load(FILE, resource(resource), Map.of());
    }

    private static PromotionFile loadText(String text) throws PromotionException {
        return loadText(text, Map.of());
    }

    private static PromotionFile loadText(String text, Map<String, String> variables) throws PromotionException {
        return PromotionFileLoader.load(FILE, text.getBytes(UTF_8), variables);
    }

    private static PromotionException failure(byte[] file, Map<String, String> variables) {
        PromotionException failure =
                catchThrowableOfType(PromotionException.class, () -> PromotionFileLoader.load(FILE, file, variables));
        assertThat(failure).as("file is refused").isNotNull();
        return failure;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = PromotionFileLoaderTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}
