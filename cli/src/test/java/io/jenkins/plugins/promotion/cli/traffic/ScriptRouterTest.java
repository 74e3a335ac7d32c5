package io.jenkins.plugins.promotion.cli.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.cli.balancer.Balancer;
import io.jenkins.plugins.promotion.cli.balancer.FrontEnd;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import io.jenkins.plugins.promotion.engine.traffic.routers.Routers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drives the embedded balancer with curl, as a team would drive a load balancer that we do not know. */
class ScriptRouterTest extends TrafficRouterContract {
    // curl ends with 7 when it was refused, and with 28 when no answer came in time.
    private static final String CURL = "curl -sS -f --max-time 2 -H Connection:close";
    private static final String FIELDS = " | sed -E 's/[{}\"]//g; s/:/=/g; s/,/ /'";

    private final ShellCommands shell = new ShellCommands();
    private Balancer balancer;

    @Override
    void start(URI blue, URI green) throws Exception {
        assumeTrue(
                shell.run("curl --version", Map.of(), Duration.ofSeconds(3)).succeeded(),
                "curl is not installed: apt-get install curl");
        InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
        balancer = new Balancer(Map.of(new FrontEnd("storefront", blue, green, Slot.BLUE), any), any);
    }

    @Override
    void stop() {
        if (balancer != null) {
            balancer.close();
        }
    }

    @Override
    URI url() {
        return balancer.url("storefront");
    }

    @Override
    TrafficRouter router() throws Exception {
        return open(scripts(balancer.admin("storefront").toString()));
    }

    @Override
    TrafficRouter routerAt(int port) throws Exception {
        return open(scripts("http://127.0.0.1:" + port + "/routes/storefront"));
    }

    private static ObjectNode scripts(String admin) {
        String refused = "code=$?; [ $code = 7 ] && exit 69; exit $code";
        return JsonNodeFactory.instance
                .objectNode()
                .put("read", CURL + " " + admin + "/split" + FIELDS)
                .put(
                        "apply",
                        CURL + " -o /dev/null -X PUT -d \"{\\\"blue\\\":$BLUE,\\\"green\\\":$GREEN}\" " + admin
                                + "/split; " + refused)
                .put(
                        "inFlight",
                        CURL + " " + admin + "/in-flight" + FIELDS + " | tr ' ' '\\n' | sed -n \"s/$SLOT=//p\"");
    }

    private TrafficRouter open(ObjectNode scripts) throws PromotionException {
        return new Routers(shell).open(new Choice("script", scripts));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo blue=50 green=51",
                "echo blue=50",
                "echo blue=fifty green=fifty",
                "echo blue=50 green=50; echo more",
                "true",
                "echo blue=100 green=0; exit 1"
            })
    void shouldReadStrictly(String read) throws Exception {
        TrafficRouter router = open(scripts("http://127.0.0.1").put("read", read));

        assertThatThrownBy(router::read)
                .isInstanceOf(RouterException.class)
                .hasMessageContaining("traffic.script.read");
    }

    @Test
    void shouldTakeAFailedCommandForPartlyDone() throws Exception {
        TrafficRouter router = open(scripts("http://127.0.0.1").put("apply", "echo no such pool; exit 3"));

        RouterException failure =
                catchThrowableOfType(RouterException.class, () -> router.apply(TrafficSplit.allTo(Slot.GREEN)));

        assertThat(failure.effect()).isEqualTo(RouterException.Effect.UNKNOWN);
        assertThat(failure).hasMessageContaining("exit code 3").hasMessageContaining("no such pool");
    }

    @Test
    void shouldSayThatNothingChangedWhenTheCommandCannotBeStarted() throws Exception {
        TrafficRouter router = new Routers((command, environment, timeout) -> {
                    throw new IOException("no shell");
                })
                .open(new Choice("script", scripts("http://127.0.0.1")));

        RouterException failure =
                catchThrowableOfType(RouterException.class, () -> router.apply(TrafficSplit.allTo(Slot.GREEN)));

        assertThat(failure.effect()).isEqualTo(RouterException.Effect.NONE);
    }

    @Test
    void shouldSayThatTheEffectIsUnknownWhenTheCommandWasKilled() throws Exception {
        TrafficRouter router = new Routers((command, environment, timeout) -> {
                    throw new TimeoutException();
                })
                .open(new Choice("script", scripts("http://127.0.0.1")));

        RouterException failure =
                catchThrowableOfType(RouterException.class, () -> router.apply(TrafficSplit.allTo(Slot.GREEN)));

        assertThat(failure.effect()).isEqualTo(RouterException.Effect.UNKNOWN);
    }

    @Test
    void shouldNotCountWhatItHasNoCommandFor() throws Exception {
        ObjectNode scripts = scripts("http://127.0.0.1");
        scripts.remove("inFlight");

        assertThat(open(scripts).inFlight(Slot.BLUE)).isEmpty();
    }
}
