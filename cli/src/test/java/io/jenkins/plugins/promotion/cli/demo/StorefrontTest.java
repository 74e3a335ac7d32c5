package io.jenkins.plugins.promotion.cli.demo;

import static io.jenkins.plugins.promotion.engine.traffic.Slot.BLUE;
import static io.jenkins.plugins.promotion.engine.traffic.Slot.GREEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.promotion.cli.balancer.BalancerProcess;
import io.jenkins.plugins.promotion.cli.balancer.FrontEnd;
import io.jenkins.plugins.promotion.cli.balancer.LoadBalancer;
import io.jenkins.plugins.promotion.cli.haproxy.HaproxyProcess;
import io.jenkins.plugins.promotion.cli.load.Load;
import io.jenkins.plugins.promotion.cli.load.LoadGenerator;
import io.jenkins.plugins.promotion.cli.load.LoadResult;
import io.jenkins.plugins.promotion.engine.health.HealthDocument;
import io.jenkins.plugins.promotion.engine.health.HealthStatus;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import io.jenkins.plugins.promotion.engine.traffic.routers.Routers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample application and its scripts, as a pipeline uses them. */
@Timeout(300)
class StorefrontTest {
    private static final Path DEMO = Path.of(System.getProperty("project.root")).resolve("demo");
    private static final String PASSWORD = "correct horse";
    private static final Map<Slot, Integer> PORTS = new EnumMap<>(Slot.class);

    @TempDir
    static Path home;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void buildReleases() throws Exception {
        for (Slot slot : Slot.values()) {
            try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                PORTS.put(slot, probe.getLocalPort());
            }
        }
        for (String release : List.of("v1", "v2")) {
            assertThat(run("build-release.sh " + release)).isEqualTo(new Ended(0, jar(release) + "\n"));
        }
    }

    @AfterEach
    void removeFaults() throws IOException {
        for (String release : List.of("v1", "v2")) {
            Files.deleteIfExists(faults(release));
        }
    }

    @AfterAll
    static void stopEverything() throws Exception {
        assertThat(run("stop.sh")).isEqualTo(new Ended(0, ""));
    }

    @Test
    void shouldTellItsHealthAndVersion() throws Exception {
        deploy("v1", BLUE);

        HttpResponse<String> response = get(BLUE, "/health");

        assertThat(response.statusCode()).isEqualTo(200);
        HealthDocument document = HealthDocument.parse(response.body().getBytes());
        assertThat(document.status()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(document.version()).hasValue("v1");
        assertThat(document.services()).containsOnlyKeys("database", "cache");
        assertThat(document.services().get("database").responseTime()).isPresent();
        assertThat(response.body()).containsPattern("\"timestamp\":\"\\d{4}-\\d\\d-\\d\\dT");
    }

    @Test
    void shouldServeThePublishedConfiguration() throws Exception {
        Path file = Files.writeString(home.resolve("configuration.properties"), "shop.title=Fish & chips\n");

        deploy("v1", BLUE, Map.of("STOREFRONT_CONFIG", file.toString()));

        assertThat(get(BLUE, "/").body()).contains("<h1>Fish &amp; chips</h1>", "<b>v1</b>", "<b>blue</b>");
    }

    @Test
    void shouldBeUnhealthyWithoutItsSecret() throws Exception {
        deploy("v1", BLUE, Map.of("DB_PASSWORD", ""));

        assertThat(get(BLUE, "/health").statusCode()).isEqualTo(503);
        assertThat(get(BLUE, "/health").body()).contains("\"database\":{\"status\":\"Unhealthy\"");
    }

    @Test
    void shouldKeepSecretsOutOfItsFiles() throws Exception {
        deploy("v1", BLUE);

        try (var files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(PASSWORD);
            }
        }
    }

    @Test
    void shouldKeepASessionOverASwitchAndRefuseAForgedOne() throws Exception {
        deploy("v1", BLUE);
        deploy("v2", GREEN);
        String cookie = get(BLUE, "/").headers().firstValue("Set-Cookie").orElseThrow();

        assertThat(get(GREEN, "/", cookie).body()).contains("visits: 2");
        assertThat(get(GREEN, "/", cookie.replace("session=1", "session=100")).body())
                .contains("visits: 1.");
    }

    @Test
    void shouldShowFaultsWhileItRuns() throws Exception {
        deploy("v2", GREEN);

        Files.writeString(faults("v2"), "health\n");
        await(() -> get(GREEN, "/health").statusCode() == 503);
        assertThat(get(GREEN, "/api/products").statusCode()).isEqualTo(200);

        Files.writeString(faults("v2"), "errors=100\n");
        await(() -> get(GREEN, "/health").statusCode() == 200);
        assertThat(get(GREEN, "/api/products").statusCode()).isEqualTo(500);

        Files.writeString(faults("v2"), "slow=60\n");
        await(() -> get(GREEN, "/api/products").statusCode() == 200);
        long start = System.nanoTime();
        get(GREEN, "/api/products");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(60));

        Files.delete(faults("v2"));
        await(() -> get(GREEN, "/health").statusCode() == 200);
    }

    @Test
    void shouldFinishWhatItIsWorkingOnWhenItIsStopped() throws Exception {
        deploy("v2", GREEN);
        Files.writeString(faults("v2"), "slow=500\n");
        await(() -> slower(GREEN, Duration.ofMillis(400)));
        List<Socket> working = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Socket connection = new Socket(InetAddress.getLoopbackAddress(), PORTS.get(GREEN));
            connection.getOutputStream().write("GET /api/products HTTP/1.1\r\nHost: shop\r\n\r\n".getBytes());
            working.add(connection);
        }

        assertThat(stop(GREEN).exitCode()).isZero();

        for (Socket connection : working) {
            assertThat(new String(connection.getInputStream().readAllBytes()))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("]");
            connection.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"haproxy", "embedded"})
    void shouldLoseNothingWhenItIsStoppedAfterTheRouterMovedTrafficAway(String kind) throws Exception {
        deploy("v1", BLUE);
        deploy("v2", GREEN);
        LoadBalancer balancer = start(kind, List.of(new FrontEnd("production", url(BLUE), url(GREEN), BLUE)));
        try (TrafficRouter router = router(balancer)) {
            LoadGenerator load = LoadGenerator.start(Load.of(balancer.url("production"), 200));
            await(() -> load.snapshot().ok() > 50);

            router.apply(TrafficSplit.giving(GREEN, 50));
            await(() -> load.snapshot().versions().getOrDefault("v2", 0L) > 10);
            router.apply(TrafficSplit.allTo(GREEN));
            await(() -> router.inFlight(BLUE).getAsInt() == 0);
            stop(BLUE);
            long before = load.snapshot().ok();
            await(() -> load.snapshot().ok() > before + 50);
            LoadResult result = load.stop();

            assertThat(result.failures()).isEmpty();
            assertThat(result.ok()).isEqualTo(result.sent());
            assertThat(result.versions()).containsOnlyKeys("v1", "v2");
        } finally {
            balancer.stop();
        }
    }

    private static LoadBalancer start(String kind, List<FrontEnd> frontEnds) throws Exception {
        if (kind.equals("embedded")) {
            return BalancerProcess.start(home.resolve(kind), frontEnds);
        }
        assumeTrue(HaproxyProcess.installed().isPresent(), "haproxy is not installed: apt-get install haproxy");
        return HaproxyProcess.start(home.resolve(kind), frontEnds);
    }

    @Test
    void shouldDeployAgainWhateverStandsInTheSlot() throws Exception {
        deploy("v1", BLUE);
        deploy("v1", BLUE);
        long killed = pid(BLUE);
        ProcessHandle.of(killed).orElseThrow().destroyForcibly();

        deploy("v2", BLUE);

        assertThat(pid(BLUE)).isNotEqualTo(killed);
        assertThat(get(BLUE, "/health").body()).contains("\"version\":\"v2\"");
    }

    @Test
    void shouldNotStopAProcessThatOnlyHasTheSameId() throws Exception {
        stop(BLUE);
        Process other = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(slot(BLUE).resolve("pid"), other.pid() + "\n");

            deploy("v1", BLUE);

            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void shouldSayWhyItDoesNotStart() throws Exception {
        stop(BLUE);
        try (ServerSocket taken = new ServerSocket(PORTS.get(BLUE), 1, InetAddress.getLoopbackAddress())) {
            Ended ended = run("deploy.sh", deployment("v1", BLUE));

            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.output())
                    .contains("Address already in use")
                    .contains("expected it to serve on port " + taken.getLocalPort());
        }
    }

    @Test
    void shouldNameTheReleaseThatIsMissing() throws Exception {
        Ended ended = run("deploy.sh", deployment("v99", BLUE));

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output()).contains("release v99").contains("run build-release.sh v99");
    }

    @Test
    void shouldNameAReleaseAfterItsSourcesUnlessItIsGivenAName() throws Exception {
        assertThat(run("build-release.sh", Map.of("STOREFRONT_VERSION", "v2")).output())
                .isEqualTo(jar("v2") + "\n");
        assertThat(home.resolve("release.txt")).hasContent("v2");

        run("build-release.sh");
        String first = Files.readString(home.resolve("release.txt")).strip();
        run("build-release.sh");

        assertThat(home.resolve("release.txt")).hasContent(first);
        assertThat(jar(first)).exists();
        assertThat(run("build-release.sh a/b").output()).contains("expected letters, digits, dots, dashes");
    }

    @Test
    void shouldNeverChangeARelease() throws Exception {
        byte[] built = Files.readAllBytes(jar("v1"));
        assertThat(run("build-release.sh v1").exitCode()).isZero();
        assertThat(jar("v1")).hasBinaryContent(built);

        Files.write(jar("v1"), new byte[] {0}, StandardOpenOption.APPEND);
        try {
            assertThat(run("build-release.sh v1").output()).contains("expected the bytes that were built");
        } finally {
            Files.write(jar("v1"), built);
        }
    }

    private static Path jar(String release) {
        return home.resolve("releases/" + release + "/storefront.jar");
    }

    private static Path faults(String release) {
        return home.resolve("faults/production/" + release);
    }

    private static Path slot(Slot slot) {
        return home.resolve("environments/production/" + slot);
    }

    private static URI url(Slot slot) {
        return URI.create("http://127.0.0.1:" + PORTS.get(slot));
    }

    private static long pid(Slot slot) throws IOException {
        return Long.parseLong(Files.readString(slot(slot).resolve("pid")).strip());
    }

    private static TrafficRouter router(LoadBalancer balancer) throws Exception {
        return new Routers((command, environment, timeout) -> {
                    throw new AssertionError("no command is needed");
                })
                .open(balancer.traffic("production"));
    }

    private HttpResponse<String> get(Slot slot, String path) throws IOException, InterruptedException {
        return get(slot, path, "unrelated=1");
    }

    private HttpResponse<String> get(Slot slot, String path, String cookie) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url(slot).resolve(path))
                .header("Cookie", cookie)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private boolean slower(Slot slot, Duration than) throws IOException, InterruptedException {
        long start = System.nanoTime();
        get(slot, "/api/products");
        return System.nanoTime() - start > than.toNanos();
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("waited for two minutes").isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    private static void deploy(String release, Slot slot) throws Exception {
        deploy(release, slot, Map.of());
    }

    private static void deploy(String release, Slot slot, Map<String, String> more) throws Exception {
        Map<String, String> environment = deployment(release, slot);
        environment.putAll(more);
        Ended ended = run("deploy.sh", environment);
        assertThat(ended.exitCode()).as(ended.output()).isZero();
    }

    private static Map<String, String> deployment(String release, Slot slot) {
        return new HashMap<>(Map.of(
                "PROMOTION_RELEASE",
                release,
                "PROMOTION_ENVIRONMENT",
                "production",
                "PROMOTION_SLOT",
                slot.toString(),
                "STOREFRONT_PORT_PRODUCTION_BLUE",
                PORTS.get(BLUE).toString(),
                "STOREFRONT_PORT_PRODUCTION_GREEN",
                PORTS.get(GREEN).toString(),
                "DB_PASSWORD",
                PASSWORD,
                "SESSION_KEY",
                "shared by both slots"));
    }

    private static Ended stop(Slot slot) throws Exception {
        return run("stop.sh", Map.of("PROMOTION_ENVIRONMENT", "production", "PROMOTION_SLOT", slot.toString()));
    }

    private static Ended run(String script) throws Exception {
        return run(script, Map.of());
    }

    private static Ended run(String script, Map<String, String> environment) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", "\"$0\"/" + script, DEMO.toString()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("DEMO_HOME", home.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        return new Ended(process.waitFor(), output);
    }

    private record Ended(int exitCode, String output) {}
}
