package io.jenkins.plugins.promotion.engine.preflight.checks;

import static io.jenkins.plugins.promotion.engine.preflight.checks.Context.choice;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.config.PromotionFileLoader;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.Severity;
import io.jenkins.plugins.promotion.engine.health.SmokeTests;
import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.RawServer;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import io.jenkins.plugins.promotion.engine.preflight.CheckContext;
import io.jenkins.plugins.promotion.engine.preflight.Preflight;
import io.jenkins.plugins.promotion.engine.preflight.PreflightReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class ChecksTest {
    private static final String SHA_256_OF_HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    @TempDir
    Path workspace;

    private CheckContext context;

    @BeforeEach
    void create() {
        context = Context.of(workspace);
    }

    @Test
    void shouldPassAgainstAnEnvironmentThatIsReady() throws Exception {
        Files.writeString(workspace.resolve("app.jar"), "hello");
        String health = "{\"status\":\"Healthy\",\"services\":{\"db\":\"Healthy\"}}";
        try (RawServer server = RawServer.answering(200, health)) {
            CheckContext ready = Context.of(
                    workspace,
                    Clock.systemUTC(),
                    NetworkPolicy.only(List.of("127.0.0.1")),
                    List.of(),
                    choice("http", "{url: '" + server.uri("/ready") + "', expect: 200, contains: Healthy}"),
                    choice("tcp", "{host: 127.0.0.1, port: " + server.port() + "}"),
                    choice("tcp", "{address: '127.0.0.1:" + server.port() + "'}"),
                    choice("dns", "{host: 127.0.0.1, expect: 127.0.0.1}"),
                    choice("health", "{url: '" + server.uri("/health") + "', services: [db]}"),
                    choice("disk", "{path: ., free: 1B}"),
                    choice("artifact", "{file: app.jar, sha256: " + SHA_256_OF_HELLO.toUpperCase() + "}"));

            List<Check> checks = Checks.of(ready);
            PreflightReport report = Preflight.standard().run(checks);

            assertThat(report.findings()).isEmpty();
            assertThat(checks)
                    .extracting(Check::subject)
                    .contains("freeze testing", "http " + server.uri("/ready"), "dns 127.0.0.1", "artifact app.jar");
        }
    }

    @Test
    void shouldReportWrongSettingsAndStillRunTheOtherChecks() throws Exception {
        CheckContext wrong = Context.of(
                workspace,
                Clock.systemUTC(),
                NetworkPolicy.open(),
                List.of(),
                choice("tcp", "{prt: 5}"),
                choice("telepathy", "{}"),
                choice("http", "{url: 'ftp://alice:pw@a/'}"),
                choice("disk", "{free: 1B}"));

        PreflightReport report = Preflight.standard().run(Checks.of(wrong));

        assertThat(report.findings())
                .extracting(Finding::subject)
                .containsExactly("tcp.host", "tcp.port", "tcp.prt", "preflight.telepathy", "http.url");
        assertThat(report.toString()).doesNotContain("pw").contains("one of artifact, certificate, disk");
        assertThat(report.results()).hasSize(5);
    }

    /** The schema and the checks are written apart; this holds them together. */
    @Test
    void shouldUnderstandWhatTheSchemaOfTheFileAllows() throws Exception {
        byte[] yaml = getClass().getResourceAsStream("every-kind.yaml").readAllBytes();
        Environment environment = PromotionFileLoader.load("promotion.yaml", yaml, Map.of())
                .environments()
                .get(0);

        assertThat(environment.preflight()).extracting(Choice::kind).containsAll(Checks.kinds());
        assertThat(environment.preflight())
                .extracting(choice -> Checks.of(choice, context).subject())
                .allSatisfy(subject -> assertThat(subject).contains(" "));
        assertThat(SmokeTests.of(environment.smoke(), context.client(), (command, variables, timeout) -> null))
                .hasSameSizeAs(environment.smoke());
    }

    @Test
    void shouldSayThatNothingListens() throws Exception {
        int port = unusedPort();
        List<Finding> findings = new ArrayList<>();
        findings.addAll(Context.run("tcp", "{host: 127.0.0.1, port: " + port + "}", context));
        findings.addAll(Context.run("http", "{url: 'http://127.0.0.1:" + port + "/'}", context));
        findings.addAll(Context.run("health", "{url: 'http://127.0.0.1:" + port + "/'}", context));
        findings.addAll(Context.run("certificate", "{host: 127.0.0.1, port: " + port + "}", context));

        assertThat(findings).hasSize(4).allSatisfy(finding -> {
            assertThat(finding.butWas()).isEqualTo("connection refused");
            assertThat(finding.remedy()).isEqualTo("is it started? is the port right?");
            assertThat(finding.subject()).contains("127.0.0.1:" + port);
            assertThat(finding.expected()).isNotEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "http        | {url: 'http://169.254.169.254/latest/meta-data/'}",
                "health      | {url: 'http://[::ffff:169.254.169.254]/health'}",
                "tcp         | {address: '169.254.169.254:80'}",
                "tcp         | {host: '2852039166', port: 80}",
                "dns         | {host: 169.254.169.254}",
                "certificate | {host: 169.254.169.254}",
                "image       | {reference: '169.254.169.254/app:v1'}"
            })
    void shouldNeverReachMetadataAddresses(String kind, String settings) throws Exception {
        assertThat(Context.run(kind, settings, context))
                .singleElement()
                .extracting(Finding::butWas)
                .asString()
                .contains("metadata address 169.254.169.254");
    }

    @Test
    void shouldKeepToTheHostsThatThePolicyLists() throws Exception {
        NetworkPolicy policy = NetworkPolicy.only(List.of("db.example.com"));
        CheckContext strict = Context.of(workspace, Clock.systemUTC(), policy, List.of());
        try (RawServer server = RawServer.answering(200, "Healthy")) {
            List<Finding> findings = new ArrayList<>();
            findings.addAll(Context.run("http", "{url: '" + server.uri("/") + "'}", strict));
            findings.addAll(Context.run("tcp", "{host: 127.0.0.1, port: " + server.port() + "}", strict));

            assertThat(findings).hasSize(2).allSatisfy(finding -> {
                assertThat(finding.butWas())
                        .isEqualTo("host 127.0.0.1 is not on the list of hosts that may be reached from here");
                assertThat(finding.remedy()).contains("administrator");
            });
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void shouldReportAStatusThatIsNotExpected() throws Exception {
        try (RawServer server = RawServer.answering(503, "")) {
            Finding finding = first("http", "{url: '" + server.uri("/ready?token=t0k") + "', expect: 200}");

            assertThat(finding.expected()).isEqualTo("status 200");
            assertThat(finding.butWas()).isEqualTo("status 503");
            assertThat(finding.toString()).doesNotContain("t0k");
        }
    }

    @Test
    void shouldSayWhichServerDidNotAnswerInTime() throws Exception {
        try (RawServer server = RawServer.silent()) {
            Finding finding = first("http", "{url: '" + server.uri("/") + "', timeout: 150ms}");

            assertThat(finding.butWas()).isEqualTo("no answer within 150 ms");
        }
    }

    @Test
    void shouldLetACheckRunLongerThanItsOwnRequest() {
        assertThat(Checks.of(choice("http", "{url: 'http://a/', timeout: 30s}"), context)
                        .timeout())
                .isGreaterThan(Duration.ofSeconds(30));
    }

    @Test
    void shouldReportServicesThatAreMissingOrDegraded() throws Exception {
        String body = "{\"status\":\"Degraded\",\"services\":{\"db\":\"Healthy\",\"cache\":\"Degraded\"}}";
        try (RawServer server = RawServer.answering(200, body)) {
            List<Finding> findings =
                    Context.run("health", "{url: '" + server.uri("/health") + "', services: [db, mail]}", context);

            assertThat(findings).extracting(Finding::severity).containsExactly(Severity.WARNING, Severity.ERROR);
            assertThat(findings)
                    .extracting(Finding::butWas)
                    .containsExactly("degraded: cache", "a document that names only db, cache");
        }
    }

    @Test
    void shouldNotAcceptADegradedServiceThatIsNamed() throws Exception {
        String body = "{\"status\":\"Degraded\",\"services\":{\"cache\":\"Degraded\"}}";
        try (RawServer server = RawServer.answering(200, body)) {
            assertThat(Context.run("health", "{url: '" + server.uri("/health") + "', services: [cache]}", context))
                    .filteredOn(Finding::isError)
                    .singleElement()
                    .extracting(Finding::expected, Finding::butWas)
                    .containsExactly("service cache Healthy", "Degraded");
        }
    }

    @Test
    void shouldReportServicesThatAreDown() throws Exception {
        try (RawServer server = RawServer.answering(200, "{\"status\":\"UP\",\"services\":{\"db\":\"Down\"}}")) {
            assertThat(first("health", "{url: '" + server.uri("/health") + "'}").butWas())
                    .isEqualTo("service db Unhealthy");
        }
    }

    @Test
    void shouldReportANameWithoutAddressOrWithAnother() throws Exception {
        assertThat(first("dns", "{host: no-such-host.invalid}").butWas()).isEqualTo("host is unknown");

        Finding other = first("dns", "{host: 127.0.0.1, expect: [127.0.0.1, 10.1.2.3]}");
        assertThat(other.expected()).isEqualTo("127.0.0.1, 10.1.2.3");
        assertThat(other.butWas()).isEqualTo("127.0.0.1");
    }

    @Test
    void shouldReportADiskThatIsFullOrMissing() throws Exception {
        Finding full = first("disk", "{path: ., free: 900000TB}");
        assertThat(full.expected()).isEqualTo("900000000000 MB free");
        assertThat(full.butWas()).endsWith("MB free");

        assertThat(first("disk", "{path: nowhere}").butWas()).isEqualTo("no such folder");
    }

    @Test
    void shouldReportAnArtifactThatIsMissingEmptyOrAnother() throws Exception {
        Files.createFile(workspace.resolve("empty"));
        Files.writeString(workspace.resolve("app-v42.jar"), "hello");
        Files.createDirectory(workspace.resolve("folder"));

        assertThat(first("artifact", "{file: none.jar}").butWas()).isEqualTo("no such file");
        assertThat(first("artifact", "{file: empty}").butWas()).isEqualTo("an empty file");
        assertThat(first("artifact", "{file: folder}").butWas()).isEqualTo("not a file");
        assertThat(Context.run("artifact", "{file: 'app-${release}.jar'}", context))
                .isEmpty();
        assertThat(first("artifact", "{file: 'app-${release}.jar', sha256: " + "0".repeat(63) + "a}")
                        .butWas())
                .isEqualTo("SHA-256 " + SHA_256_OF_HELLO);
    }

    @Test
    void shouldNotLookAtFilesOutsideOfTheWorkspace(@TempDir Path elsewhere) throws Exception {
        Files.writeString(elsewhere.resolve("secret"), "x");
        Files.createSymbolicLink(workspace.resolve("link"), elsewhere.resolve("secret"));

        assertThat(first("artifact", "{file: ../secret}").expected()).isEqualTo("a file in the workspace");
        assertThat(first("artifact", "{file: /etc/passwd}").expected()).isEqualTo("a file in the workspace");
        assertThat(first("artifact", "{file: link}").butWas()).isEqualTo("a link that leaves it");
    }

    @Test
    void shouldStopInAFreezeWindowAndSayUntilWhen() throws Exception {
        assertThat(freeze("2025-06-14T10:00:30Z"))
                .containsExactly(Finding.error(
                        "freeze",
                        "testing",
                        "a time outside of the freeze window '* * * * 6,7' (nobody is there)",
                        "2025-06-14 12:00 Europe/Berlin",
                        "wait until 2025-06-16 00:00 Europe/Berlin"));
        assertThat(freeze("2025-06-13T10:00:00Z")).isEmpty();
    }

    private List<Finding> freeze(String now) throws Exception {
        Environment.Freeze weekend =
                new Environment.Freeze("* * * * 6,7", ZoneId.of("Europe/Berlin"), "nobody is there");
        Clock clock = Clock.fixed(Instant.parse(now), ZoneOffset.UTC);
        return Checks.of(Context.of(workspace, clock, NetworkPolicy.open(), List.of(weekend)))
                .get(0)
                .run();
    }

    private Finding first(String kind, String settings) throws Exception {
        return Context.run(kind, settings, context).get(0);
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return unused.getLocalPort();
        }
    }
}
