package io.jenkins.plugins.promotion.engine.secrets;

import static io.jenkins.plugins.promotion.engine.secrets.SecretsFixture.choice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.health.CommandRunner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SecretVerificationTest {
    private static final String VALUE = "tr0ub4dor3";

    private final SecretsFixture fixture = new SecretsFixture();
    private HttpServer consumer;
    private String header = "Authorization";
    private String accepted = "Bearer " + VALUE;

    @BeforeEach
    void startTheConsumer() throws IOException {
        consumer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        consumer.createContext("/login", exchange -> {
            boolean good = accepted.equals(exchange.getRequestHeaders().getFirst(header));
            exchange.sendResponseHeaders(good ? 204 : 401, -1);
            exchange.close();
        });
        consumer.start();
    }

    @AfterEach
    void stopTheConsumer() {
        consumer.stop(0);
    }

    @Test
    void shouldSendTheValueAsBearerToken() throws Exception {
        assertThat(http("")).isEmpty();
        assertThat(http(", expect: 204")).isEmpty();
    }

    @Test
    void shouldSendTheValueAsPasswordOfAUser() throws Exception {
        accepted = "Basic YXBwOnRyMHViNGRvcjM=";

        assertThat(http(", user: 'app'")).isEmpty();
    }

    @Test
    void shouldSendTheValueInAHeaderOfItsOwn() throws Exception {
        header = "X-Api-Key";
        accepted = VALUE;

        assertThat(http(", header: 'X-Api-Key'")).isEmpty();
    }

    @Test
    void shouldSayThatTheConsumerRefusesTheValue() throws Exception {
        accepted = "Bearer something else";

        assertThat(http("")).singleElement().satisfies(finding -> {
            assertThat(finding.isError()).isTrue();
            assertThat(finding.subject()).isEqualTo("staged value of secret db");
            assertThat(finding.expected()).endsWith("/login to answer with status 200 to 299");
            assertThat(finding.butWas()).isEqualTo("status 401");
            assertThat(finding.remedy())
                    .startsWith("does the consumer already know the staged value?")
                    .endsWith("the current version was not touched");
        });
    }

    @Test
    void shouldSayThatTheConsumerDoesNotAnswer() throws Exception {
        int port = consumer.getAddress().getPort();
        consumer.stop(0);

        assertThat(verify(choice("http", "{url: 'http://127.0.0.1:" + port + "/login'}"), VALUE))
                .singleElement()
                .extracting(Finding::butWas)
                .isEqualTo("connection refused");
    }

    @Test
    void shouldSayThatAValueDoesNotFitIntoAHeader() throws Exception {
        List<Finding> findings = verify(choice("http", "{url: '" + url() + "'}"), "two\nlines");

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.butWas()).isEqualTo("characters that HTTP headers cannot hold");
            assertThat(finding.toString()).doesNotContain("lines\n").doesNotContain("two");
        });
    }

    @Test
    void shouldRefuseSettingsThatContradict() {
        assertThatThrownBy(() -> http(", user: 'app', header: 'X-Api-Key'"))
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining("expected user or header, but was both");
        assertThatThrownBy(() -> verify(choice("http", "{url: 'ftp://db.testing'}"), VALUE))
                .hasMessageContaining("expected a web address");
    }

    @Test
    void shouldReachAPort() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(verify(choice("tcp", "{address: '127.0.0.1:" + server.getLocalPort() + "'}"), VALUE))
                    .isEmpty();
        }
    }

    @Test
    void shouldSayThatAPortIsClosed() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }

        assertThat(verify(choice("tcp", "{address: '127.0.0.1:" + port + "'}"), VALUE))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.expected()).isEqualTo("a connection to 127.0.0.1:" + port);
                    assertThat(finding.butWas()).isEqualTo("connection refused");
                });
    }

    @Test
    void shouldRefuseAnAddressWithoutPort() {
        for (String address : List.of("db.testing", "db.testing:0", "db.testing:65536", "db.testing:http")) {
            assertThatThrownBy(() -> verify(choice("tcp", "{address: '" + address + "'}"), VALUE))
                    .hasMessageContaining("expected host:port, but was " + address);
        }
    }

    @Test
    void shouldSayThatACommandDidNotEndOrStart() throws Exception {
        assertThat(running((command, variables, timeout) -> {
                    throw new TimeoutException("killed");
                }))
                .isEqualTo("no end within 60 s");
        assertThat(running((command, variables, timeout) -> {
                    throw new IOException("No such file: " + variables);
                }))
                .isEqualTo("it could not be started");
    }

    private String running(CommandRunner commands) throws Exception {
        SecretHost host = fixture.host();
        SecretHost other = new SecretHost(
                host.who(),
                host.stores(),
                host.credentials(),
                commands,
                host.client(),
                host.audit(),
                host.mask(),
                host.clock());
        return SecretVerification.of("db", SecretsFixture.command(), other)
                .verify(SecretValue.of(VALUE))
                .get(0)
                .butWas();
    }

    private List<Finding> http(String more) throws Exception {
        return verify(choice("http", "{url: '" + url() + "'" + more + "}"), VALUE);
    }

    private String url() {
        return "http://127.0.0.1:" + consumer.getAddress().getPort() + "/login";
    }

    private List<Finding> verify(Choice choice, String value) throws Exception {
        return SecretVerification.of("db", choice, fixture.host()).verify(SecretValue.of(value));
    }
}
