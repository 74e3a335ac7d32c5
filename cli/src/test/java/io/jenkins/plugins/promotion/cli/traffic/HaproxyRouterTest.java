package io.jenkins.plugins.promotion.cli.traffic;

import static io.jenkins.plugins.promotion.engine.traffic.Slot.GREEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.cli.balancer.FrontEnd;
import io.jenkins.plugins.promotion.cli.haproxy.HaproxyProcess;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import io.jenkins.plugins.promotion.engine.traffic.routers.Routers;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HaproxyRouterTest extends TrafficRouterContract {
    private HaproxyProcess haproxy;

    @Override
    void start(URI blue, URI green) throws Exception {
        assumeTrue(HaproxyProcess.installed().isPresent(), "haproxy is not installed: apt-get install haproxy");
        haproxy = HaproxyProcess.start(folder, List.of(new FrontEnd("storefront", blue, green, Slot.BLUE)));
    }

    @Override
    void stop() throws Exception {
        if (haproxy != null) {
            haproxy.stop();
        }
    }

    @Override
    URI url() {
        return haproxy.url("storefront");
    }

    @Override
    TrafficRouter router() throws Exception {
        return open(haproxy.traffic("storefront"));
    }

    @Override
    TrafficRouter routerAt(int port) throws Exception {
        return with("address", "127.0.0.1:" + port);
    }

    private static TrafficRouter open(Choice choice) throws PromotionException {
        return new Routers((command, environment, timeout) -> {
                    throw new AssertionError("haproxy needs no command");
                })
                .open(choice);
    }

    /** The router of this test with one setting changed. */
    private TrafficRouter with(String key, String value) throws PromotionException {
        ObjectNode settings = haproxy.traffic("storefront").settings().deepCopy();
        return open(new Choice("haproxy", settings.put(key, value)));
    }

    private TrafficRouter withBackend(String name, String backend) throws PromotionException {
        ObjectNode settings = haproxy.traffic("storefront").settings().deepCopy();
        settings.putObject("backends").put(name, backend);
        return open(new Choice("haproxy", settings));
    }

    @Test
    void shouldAddTheMapEntryWhenThereIsNone() throws Exception {
        send("clear map slots.map");

        router().apply(TrafficSplit.allTo(GREEN));

        assertThat(router().read()).isEqualTo(TrafficSplit.allTo(GREEN));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "map | nope.map | Unknown map | traffic.haproxy.map",
                "key | nope     | found=no    | add the entry",
            })
    void shouldSayWhatToCorrectWhenItCannotRead(String key, String value, String found, String remedy)
            throws Exception {
        TrafficRouter wrong = with(key, value);

        assertThatThrownBy(wrong::read)
                .isInstanceOf(RouterException.class)
                .hasMessageContaining(found)
                .hasMessageContaining(remedy);
    }

    @Test
    void shouldRefuseAMapEntryThatIsNoBackendOfTheEnvironment() throws Exception {
        send("set map slots.map storefront maintenance");

        assertThatThrownBy(router()::read)
                .isInstanceOf(RouterException.class)
                .hasMessageContaining(
                        "expected storefront-blue, storefront-green or storefront-split, but was maintenance");
    }

    @Test
    void shouldRefuseWeightsThatDoNotSumTo100() throws Exception {
        send("set weight storefront-split/blue 10;set map slots.map storefront storefront-split");

        assertThatThrownBy(router()::read)
                .isInstanceOf(RouterException.class)
                .hasMessageContaining("expected weights that sum to 100, but was blue 10, green 50");
    }

    @Test
    void shouldLeaveTrafficAloneWhenTheSplitBackendIsMissing() throws Exception {
        TrafficRouter incomplete = withBackend("split", "nope");

        RouterException failure =
                catchThrowableOfType(RouterException.class, () -> incomplete.apply(TrafficSplit.giving(GREEN, 5)));

        assertThat(failure.effect()).isEqualTo(RouterException.Effect.NONE);
        assertThat(failure).hasMessageContaining("give HAProxy a backend nope with the servers blue and green");
        assertThat(router().read()).isEqualTo(TrafficSplit.allTo(Slot.BLUE));
        assertThat(incomplete.inFlight(Slot.BLUE)).hasValue(0);
    }

    @Test
    void shouldSayWhichPermissionIsMissing() throws Exception {
        String denied = "Permission denied\n\n".repeat(2) + "50 (initial 50)\n\n".repeat(2);
        try (ServerSocket operator = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture.runAsync(() -> answer(operator, denied));
            TrafficRouter router = with("address", "127.0.0.1:" + operator.getLocalPort());

            RouterException failure =
                    catchThrowableOfType(RouterException.class, () -> router.apply(TrafficSplit.giving(GREEN, 5)));

            assertThat(failure.effect()).isEqualTo(RouterException.Effect.NONE);
            assertThat(failure).hasMessageContaining("level admin");
        }
    }

    private static void answer(ServerSocket server, String text) {
        try (Socket connection = server.accept()) {
            connection.getInputStream().read(new byte[1024]);
            connection.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldRefuseSettingsThatWouldSmuggleACommand() {
        assertThatThrownBy(() -> with("key", "storefront;shutdown frontend storefront"))
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining("traffic.haproxy.key");
        assertThatThrownBy(() -> with("map", "a b")).isInstanceOf(PromotionException.class);
    }

    private void send(String commands) throws Exception {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(haproxy.socket()));
            Writer writer = new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8);
            writer.write(commands + "\n");
            writer.flush();
            Channels.newInputStream(channel).readAllBytes();
        }
    }
}
