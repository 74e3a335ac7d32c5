package io.jenkins.plugins.promotion.engine.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.RawServer;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.yaml.snakeyaml.Yaml;

@Timeout(20)
class SmokeTestsTest {
    private static final CommandRunner NO_COMMANDS = (command, environment, timeout) -> {
        throw new IOException("no commands here");
    };

    @Test
    void shouldPassWhenTheSlotAnswersAsExpected() throws Exception {
        try (RawServer server = RawServer.answering(201, "3 products, ready in v42")) {
            String settings =
                    "{path: '/products?at=${environment}', method: post, expect: [200, 201], contains: 'ready in ${release}', matches: '\\d products'}";

            assertThat(run("http", settings, server.uri("/"))).isEmpty();
            assertThat(server.requests().get(0)).startsWith("POST /products?at=testing HTTP/1.1");
        }
    }

    @Test
    void shouldReportTheStatusThatIsNotExpected() throws Exception {
        try (RawServer server = RawServer.answering(404, "")) {
            Finding finding = run("http", "{path: /products}", server.uri("")).get(0);

            assertThat(finding.subject()).isEqualTo("GET " + server.uri("/products"));
            assertThat(finding.expected()).isEqualTo("status 200 to 299");
            assertThat(finding.butWas()).isEqualTo("status 404");
            assertThat(finding.remedy()).isNotEmpty();
        }
    }

    @Test
    void shouldReportEverythingThatTheBodyLacks() throws Exception {
        try (RawServer server = RawServer.answering(200, "hello")) {
            List<Finding> findings = run("http", "{path: /, contains: world, matches: '^bye'}", server.uri(""));

            assertThat(findings)
                    .extracting(Finding::expected)
                    .containsExactly("a body that contains 'world'", "a body that matches ^bye");
        }
    }

    @Test
    void shouldGiveUpOnAnExpressionThatTakesForEver() throws Exception {
        try (RawServer server = RawServer.answering(200, "a".repeat(5000) + "!")) {
            assertThat(run("http", "{path: /, matches: '^(a|aa|a?a)+$'}", server.uri("")))
                    .hasSize(1);
        }
    }

    @Test
    void shouldReportASlotThatDoesNotAnswer() throws Exception {
        try (RawServer server = RawServer.silent()) {
            assertThat(run("http", "{path: /, timeout: 100ms}", server.uri(""))
                            .get(0)
                            .butWas())
                    .isEqualTo("no answer within 100 ms");
        }
    }

    @Test
    void shouldTellACommandWhichSlotItTests() throws Exception {
        List<Object> seen = new ArrayList<>();
        CommandRunner commands = (command, environment, timeout) -> {
            seen.addAll(List.of(command, environment, timeout));
            return new CommandRunner.Result(0, "");
        };

        assertThat(run("command", "{run: ./smoke.sh, timeout: 2m}", commands)).isEmpty();
        assertThat(seen)
                .containsExactly(
                        "./smoke.sh",
                        Map.of(
                                "PROMOTION_ENVIRONMENT",
                                "testing",
                                "PROMOTION_RELEASE",
                                "v42",
                                "PROMOTION_SLOT",
                                "green",
                                "PROMOTION_SLOT_URL",
                                "http://127.0.0.1:1",
                                "release",
                                "v42",
                                "environment",
                                "testing"),
                        Duration.ofMinutes(2));
    }

    @Test
    void shouldReportHowACommandFailed() throws Exception {
        String output = "x".repeat(1000) + "\nassertion failed\n";

        assertThat(run("command", "{run: a}", (c, e, t) -> new CommandRunner.Result(7, output))
                        .get(0)
                        .butWas())
                .startsWith("exit code 7: …x")
                .endsWith("assertion failed")
                .hasSizeLessThan(600);
        assertThat(run("command", "{run: a, timeout: 3s}", (c, e, t) -> {
                            throw new TimeoutException();
                        })
                        .get(0)
                        .butWas())
                .isEqualTo("no end within 3 s");
        assertThat(run("command", "{run: a}", NO_COMMANDS).get(0).butWas()).isEqualTo("not started: no commands here");
    }

    @Test
    void shouldReportEveryWrongSettingOfEveryTestAtOnce() {
        List<Choice> choices = List.of(
                choice("http", "{pth: /, expect: many, timeout: 5 parsecs}"),
                choice("command", "{timeout: 0s}"),
                choice("selenium", "{}"));

        PromotionException e = catchThrowableOfType(
                PromotionException.class,
                () -> SmokeTests.of(choices, new WebClient(NetworkPolicy.open()), NO_COMMANDS));

        assertThat(e.findings())
                .extracting(Finding::subject)
                .containsExactly(
                        "http.path",
                        "http.timeout",
                        "http.expect",
                        "http.pth",
                        "command.run",
                        "command.timeout",
                        "smoke.selenium");
    }

    private static List<Finding> run(String kind, String settings, URI slot) throws Exception {
        return run(kind, settings, slot, NO_COMMANDS);
    }

    private static List<Finding> run(String kind, String settings, CommandRunner commands) throws Exception {
        return run(kind, settings, URI.create("http://127.0.0.1:1"), commands);
    }

    private static List<Finding> run(String kind, String settings, URI slot, CommandRunner commands) throws Exception {
        SmokeTest test = SmokeTests.of(List.of(choice(kind, settings)), new WebClient(NetworkPolicy.open()), commands)
                .get(0);
        return test.run(new SmokeTest.Target("testing", "v42", Slot.GREEN, slot));
    }

    private static Choice choice(String kind, String settings) {
        return new Choice(kind, new ObjectMapper().convertValue(new Yaml().load(settings), ObjectNode.class));
    }
}
