package io.jenkins.plugins.promotion.engine.traffic.routers;

import static io.jenkins.plugins.promotion.engine.traffic.RouterException.Effect.NONE;
import static io.jenkins.plugins.promotion.engine.traffic.RouterException.Effect.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is known after HAProxy failed half-way: shown by a Runtime API that answers as it is told. */
@Timeout(20)
class HaproxyRouterFailureTest {
    private static final TrafficSplit CANARY = TrafficSplit.giving(Slot.GREEN, 5);
    private static final String WEIGHTS_DONE = "\n\n95 (initial 50)\n\n5 (initial 50)\n\n";

    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private ServerSocket haproxy;
    private HaproxyRouter router;

    @BeforeEach
    void start() throws Exception {
        haproxy = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread answering = new Thread(this::answer);
        answering.setDaemon(true);
        answering.start();
        router = new HaproxyRouter(new Settings(new Choice(
                "haproxy",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("address", "127.0.0.1:" + haproxy.getLocalPort())
                        .put("map", "slots.map")
                        .put("key", "shop"))));
    }

    @AfterEach
    void stop() throws IOException {
        haproxy.close();
    }

    private void answer() {
        while (true) {
            try (Socket connection = haproxy.accept()) {
                asked.add(new BufferedReader(new InputStreamReader(connection.getInputStream())).readLine());
                connection.getOutputStream().write(answers.take().getBytes(StandardCharsets.UTF_8));
            } catch (IOException | InterruptedException e) {
                return;
            }
        }
    }

    @Test
    void shouldConfirmTheWeightsBeforeItSendsTrafficByThem() throws Exception {
        answers.add(WEIGHTS_DONE);
        answers.add("\n" + found("shop-split"));

        router.apply(CANARY);

        assertThat(asked)
                .containsExactly(
                        "set weight shop-split/blue 95;set weight shop-split/green 5;"
                                + "get weight shop-split/blue;get weight shop-split/green",
                        "set map slots.map shop shop-split;get map slots.map shop");
    }

    @Test
    void shouldNotSendTrafficByWeightsOfWhichOneWasRefused() {
        answers.add("\nNo such server.\n\n95 (initial 50)\n\nNo such server.\n\n");

        RouterException failure = apply(CANARY);

        assertThat(failure.effect()).isEqualTo(UNKNOWN);
        assertThat(failure).hasMessageContaining("'set weight shop-split/green 5'");
        assertThat(asked).hasSize(1);
    }

    @Test
    void shouldSayThatWeightsAreSetWhenOnlyTheMapRefuses() {
        answers.add(WEIGHTS_DONE);
        answers.add("Permission denied\n\n" + found("shop-blue"));

        RouterException failure = apply(CANARY);

        assertThat(failure.effect()).isEqualTo(UNKNOWN);
        assertThat(failure).hasMessageContaining("the weights are set, but");
    }

    @Test
    void shouldNotBelieveASwitchThatCannotBeReadBack() {
        answers.add("\n" + found("shop-blue"));

        RouterException failure = apply(TrafficSplit.allTo(Slot.GREEN));

        assertThat(failure.effect()).isEqualTo(UNKNOWN);
        assertThat(failure).hasMessageContaining("expected shop-green, but was shop-blue");
    }

    @Test
    void shouldNotBelieveWeightsThatCannotBeReadBack() {
        answers.add("\n\n50 (initial 50)\n\n50 (initial 50)\n\n");

        assertThat(apply(CANARY).effect()).isEqualTo(UNKNOWN);
        assertThat(asked).hasSize(1);
    }

    @Test
    void shouldNotTakeHalfAnAnswerForAWholeOne() {
        answers.add("\ntype=str, case=sensi");

        assertThat(apply(TrafficSplit.allTo(Slot.GREEN)).effect()).isEqualTo(UNKNOWN);
    }

    @Test
    void shouldSayThatNothingChangedWhenTheMapRefuses() {
        answers.add("Unknown map identifier. Please use #<id> or <file>.\n\n".repeat(2));

        RouterException failure = apply(TrafficSplit.allTo(Slot.GREEN));

        assertThat(failure.effect()).isEqualTo(NONE);
        assertThat(failure).hasMessageContaining("set traffic.haproxy.map to the path");
    }

    @Test
    void shouldSayThatNothingChangedWhenItOnlyAsked() {
        answers.add("half");

        RouterException failure = catchThrowableOfType(RouterException.class, router::read);

        assertThat(failure.effect()).isEqualTo(NONE);
    }

    @Test
    void shouldNotTakeAnotherKeyOfTheMapForItsOwn() {
        // What a map that matches beginnings answers for a key that is not in it.
        String other =
                "type=str, case=sensitive, found=yes, idx=tree, key=\"sh\", value=\"shop-blue\", type=\"str\"\n\n";
        answers.add(other + "No such backend.\n\n".repeat(2));

        RouterException failure = catchThrowableOfType(RouterException.class, router::read);

        assertThat(failure).hasMessageContaining("'get map slots.map shop'");
    }

    private RouterException apply(TrafficSplit split) {
        return catchThrowableOfType(RouterException.class, () -> router.apply(split));
    }

    private static String found(String backend) {
        return "type=str, case=sensitive, found=yes, idx=tree, key=\"shop\", value=\"" + backend
                + "\", type=\"str\"\n\n";
    }
}
