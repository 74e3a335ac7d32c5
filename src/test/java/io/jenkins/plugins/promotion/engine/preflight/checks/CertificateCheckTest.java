package io.jenkins.plugins.promotion.engine.preflight.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.Severity;
import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.RawServer;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import io.jenkins.plugins.promotion.engine.network.WebRequest;
import io.jenkins.plugins.promotion.engine.preflight.CheckContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The certificates in the resources are signed by authority.pem; valid.p12 is for localhost and 127.0.0.1 until 2124-01-01. */
@Timeout(20)
class CertificateCheckTest {
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    Path workspace;

    private HttpsServer server;

    @BeforeEach
    void copyAuthority() throws IOException {
        try (InputStream pem = CertificateCheckTest.class.getResourceAsStream("authority.pem")) {
            Files.copy(pem, workspace.resolve("authority.pem"));
        }
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    @Test
    void shouldAcceptACertificateOfAnAuthorityInTheRepository() throws Exception {
        start("valid.p12");

        assertThat(check("trust: authority.pem", Clock.systemUTC())).isEmpty();
        assertThat(check("host: localhost, trust: authority.pem", Clock.systemUTC()))
                .isEmpty();
    }

    @Test
    void shouldNotBeHeldByAHandshakeThatDrips() throws Exception {
        byte[] longRecord = {0x16, 3, 3, 0x40, 0};
        try (ServerSocket dripping = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Thread drip = new Thread(() -> {
                try (Socket socket = dripping.accept()) {
                    socket.getOutputStream().write(longRecord);
                    while (true) {
                        socket.getOutputStream().write(0);
                        Thread.sleep(20);
                    }
                } catch (IOException | InterruptedException e) {
                    // The client went away, as it should.
                }
            });
            drip.start();
            HostPort address = new HostPort("127.0.0.1", dripping.getLocalPort());

            assertThatThrownBy(() -> ServerCertificate.read(NetworkPolicy.open(), address, Duration.ofMillis(300)))
                    .hasMessage("no answer within 300 ms");
            drip.join();
        }
    }

    @Test
    void shouldReportAChainThatLeadsToNoKnownAuthority() throws Exception {
        start("valid.p12");

        List<Finding> findings = check("validFor: 1d", Clock.systemUTC());
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).expected()).isEqualTo("a certificate from a known authority");
        assertThat(findings.get(0).butWas()).isEqualTo("issued by CN=Test Authority, which is not trusted");
    }

    @Test
    void shouldReportEverythingThatIsWrongAtOnce() throws Exception {
        start("other.p12");

        List<Finding> findings = check("", at("2123-12-30T12:00:00Z"));

        assertThat(findings)
                .extracting(Finding::butWas)
                .satisfiesExactly(
                        left -> assertThat(left).isEqualTo("1 days, until 2124-01-01 (CN=other)"),
                        name -> assertThat(name).contains("127.0.0.1"),
                        authority -> assertThat(authority).contains("not trusted"));
    }

    @Test
    void shouldReportAnExpiredCertificateOnceAndNotAsUntrusted() throws Exception {
        start("expired.p12");

        List<Finding> findings = check("trust: authority.pem", Clock.systemUTC());

        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).butWas()).isEqualTo("expired on 2021-01-01 (CN=expired)");
        assertThat(findings.get(0).remedy()).isEqualTo("renew it");
    }

    @Test
    void shouldFailBelowTheWantedDaysAndWarnAWeekEarlier() throws Exception {
        start("valid.p12");
        String settings = "validFor: 21d, trust: authority.pem";

        assertThat(check(settings, at("2123-12-12T00:00:00Z")))
                .singleElement()
                .extracting(Finding::severity, Finding::butWas)
                .containsExactly(Severity.ERROR, "20 days, until 2124-01-01 (CN=valid)");
        assertThat(check(settings, at("2123-12-05T00:00:00Z")))
                .singleElement()
                .extracting(Finding::severity, Finding::expected)
                .containsExactly(Severity.WARNING, "valid for 21 days or more");
        assertThat(check(settings, at("2123-12-03T00:00:00Z"))).isEmpty();
    }

    @Test
    void shouldReportACertificateThatIsNotYetValid() throws Exception {
        start("valid.p12");

        assertThat(check("trust: authority.pem", at("2019-01-01T00:00:00Z")))
                .extracting(Finding::butWas)
                .contains("not valid before 2024-01-01 (CN=valid)");
    }

    @Test
    void shouldNotMindTheDatesOfARootThatTheServerSendsAlong() throws Exception {
        start("valid.p12");

        assertThat(check("trust: authority.pem", at("2125-06-01T00:00:00Z")))
                .extracting(Finding::butWas)
                .containsExactly("expired on 2124-01-01 (CN=valid)");
    }

    @Test
    void shouldReportATrustFileThatHoldsNoCertificates() throws Exception {
        start("valid.p12");
        Files.writeString(workspace.resolve("authority.pem"), "nonsense");

        assertThat(check("trust: authority.pem", Clock.systemUTC()).get(0).subject())
                .isEqualTo("authority.pem");
    }

    @Test
    void shouldSayThatAPortSpeaksNoTls() throws Exception {
        try (RawServer plain = RawServer.answering(400, "plain")) {
            String settings = "{host: 127.0.0.1, timeout: 500ms, port: " + plain.port() + "}";
            Finding finding =
                    Context.run("certificate", settings, Context.of(workspace)).get(0);

            assertThat(finding.expected()).isEqualTo("a certificate");
            assertThat(finding.butWas()).isNotEmpty();
        }
    }

    @Test
    void shouldAskHttpsServersOnlyIfTheirCertificateIsTrusted() throws Exception {
        start("valid.p12");

        assertThat(trustingClient().send(request()).status()).isEqualTo(204);
        assertThatThrownBy(() -> new WebClient(NetworkPolicy.open()).send(request()))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void shouldAskHttpsServersOnlyIfTheirCertificateIsForTheirName() throws Exception {
        start("other.p12");

        assertThatThrownBy(() -> trustingClient().send(request())).isInstanceOf(SSLException.class);
    }

    private WebRequest request() {
        URI uri = URI.create("https://localhost:" + server.getAddress().getPort() + "/");
        return WebRequest.get(uri, Duration.ofSeconds(10));
    }

    private WebClient trustingClient() throws Exception {
        Authorities authorities = Authorities.of(Files.readAllBytes(workspace.resolve("authority.pem")));
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {authorities.judge()}, null);
        return new WebClient(NetworkPolicy.open(), trusting.getSocketFactory());
    }

    private List<Finding> check(String settings, Clock clock) throws Exception {
        String host = settings.contains("host:") ? "" : "host: 127.0.0.1, ";
        String port = "port: " + server.getAddress().getPort();
        CheckContext context = Context.of(workspace, clock, NetworkPolicy.open(), List.of());
        return Context.run(
                "certificate", "{" + host + port + (settings.isEmpty() ? "" : ", " + settings) + "}", context);
    }

    private static Clock at(String instant) {
        return Clock.fixed(Instant.parse(instant), ZoneOffset.UTC);
    }

    private void start(String keyStore) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = CertificateCheckTest.class.getResourceAsStream(keyStore)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 10);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }
}
