package io.jenkins.plugins.promotion.cli.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.promotion.cli.haproxy.HaproxyProcess;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import io.jenkins.plugins.promotion.engine.traffic.routers.Routers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the demo and the crash tests rely on: a load balancer that is found again, and of which nothing stays behind. */
@Timeout(300)
class LoadBalancerProcessTest {
    @TempDir
    Path folder;

    private HttpServer slot;
    private List<FrontEnd> frontEnds;
    private LoadBalancer balancer;

    enum Kind {
        HAPROXY {
            @Override
            LoadBalancer start(Path folder, List<FrontEnd> frontEnds) throws Exception {
                assumeTrue(HaproxyProcess.installed().isPresent(), "haproxy is not installed: apt-get install haproxy");
                return HaproxyProcess.start(folder, frontEnds);
            }

            @Override
            Optional<? extends LoadBalancer> attach(Path folder) throws IOException {
                return HaproxyProcess.attach(folder);
            }
        },
        EMBEDDED {
            @Override
            LoadBalancer start(Path folder, List<FrontEnd> frontEnds) throws Exception {
                return BalancerProcess.start(folder, frontEnds);
            }

            @Override
            Optional<? extends LoadBalancer> attach(Path folder) throws IOException {
                return BalancerProcess.attach(folder);
            }
        };

        abstract LoadBalancer start(Path folder, List<FrontEnd> frontEnds) throws Exception;

        abstract Optional<? extends LoadBalancer> attach(Path folder) throws IOException;
    }

    @BeforeEach
    void startSlot() throws IOException {
        slot = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        slot.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        slot.start();
        URI url = URI.create("http://127.0.0.1:" + slot.getAddress().getPort());
        URI nobody = URI.create("http://127.0.0.1:1");
        frontEnds = List.of(
                new FrontEnd("testing", nobody, url, Slot.GREEN), new FrontEnd("production", url, nobody, Slot.BLUE));
    }

    @AfterEach
    void stop() throws Exception {
        slot.stop(0);
        if (balancer != null) {
            balancer.stop();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldServeEveryEnvironmentAndBeFoundAgain(Kind kind) throws Exception {
        balancer = kind.start(folder, frontEnds);

        LoadBalancer found = kind.attach(folder).orElseThrow();

        assertThat(found.pid()).isEqualTo(balancer.pid());
        for (FrontEnd frontEnd : frontEnds) {
            assertThat(found.url(frontEnd.name())).isEqualTo(balancer.url(frontEnd.name()));
            assertThat(status(found.url(frontEnd.name()))).isEqualTo(204);
            TrafficRouter router = router(found, frontEnd.name());
            assertThat(router.read()).isEqualTo(TrafficSplit.allTo(frontEnd.live()));
            router.apply(TrafficSplit.allTo(frontEnd.live().other()));
        }
        assertThat(status(balancer.url("production"))).isEqualTo(503);
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndWhenItIsStoppedAndThenNotBeFound(Kind kind) throws Exception {
        balancer = kind.start(folder, frontEnds);

        balancer.stop();
        balancer.stop();

        assertThat(balancer.isRunning()).isFalse();
        assertThat(kind.attach(folder)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotBeEndedByWhatEndsPromote(Kind kind) throws Exception {
        balancer = kind.start(folder, frontEnds);

        // What a terminal sends for Ctrl-C and when it is closed; HAProxy is out of its reach, in a session of its own.
        if (kind == Kind.EMBEDDED) {
            for (String signal : List.of("INT", "HUP")) {
                new ProcessBuilder("kill", "-" + signal, String.valueOf(balancer.pid()))
                        .start()
                        .waitFor();
            }
        }

        assertThat(status(balancer.url("production"))).isEqualTo(204);
        assertThat(balancer.isRunning()).isTrue();
    }

    @Test
    void shouldFindAShortPathForTheSocketOfADeepFolder() throws Exception {
        Path deep = folder.resolve("a name that is long, has blanks, and is quoted \"twice\"".repeat(3));

        balancer = Kind.HAPROXY.start(deep, frontEnds);

        assertThat(router(balancer, "production").read()).isEqualTo(TrafficSplit.allTo(Slot.BLUE));
        Path socket = Path.of(((HaproxyProcess) balancer).socket());
        balancer.stop();
        assertThat(socket.getParent()).doesNotExist();
    }

    @Test
    void shouldNotTakeAnotherProcessForItsOwn() throws Exception {
        balancer = Kind.EMBEDDED.start(folder, frontEnds);
        RunningProcess older = new RunningProcess(balancer.pid(), 1);

        older.stop();

        assertThat(older.isRunning()).isFalse();
        assertThat(balancer.isRunning()).isTrue();
        assertThat(Files.exists(folder.resolve("balancer.json"))).isTrue();
    }

    private static TrafficRouter router(LoadBalancer balancer, String frontEnd) throws Exception {
        return new Routers((command, environment, timeout) -> {
                    throw new AssertionError("no command is needed");
                })
                .open(balancer.traffic(frontEnd));
    }

    private static int status(URI url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString())
                .statusCode();
    }
}
