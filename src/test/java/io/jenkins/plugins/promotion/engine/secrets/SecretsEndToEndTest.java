package io.jenkins.plugins.promotion.engine.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.config.PromotionFileLoader;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.journal.FileJournal;
import io.jenkins.plugins.promotion.engine.journal.Journal;
import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import io.jenkins.plugins.promotion.engine.rollback.Restorable;
import io.jenkins.plugins.promotion.engine.secrets.stores.SecretStores;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the promotion file to the encrypted store, with a real consumer and a journal on disk. */
class SecretsEndToEndTest {
    private static final String PROMOTION = """
            application: storefront
            environments:
              testing:
                url: http://127.0.0.1:8080
                slots: { blue: "http://127.0.0.1:8081", green: "http://127.0.0.1:8082" }
                traffic: { haproxy: { address: "127.0.0.1:9999", map: slots.map, key: storefront } }
                secrets:
                  - name: api-token
                    generate: { length: 40 }
                    store: { file: { path: state/secrets.json, keyFile: keys/secrets.key } }
                    rotateEvery: 90d
                    verify: { http: { url: "http://127.0.0.1:PORT/login", header: X-Token, expect: 200 } }
                  - name: mail
                    credential: smtp
                    store: { file: { path: state/secrets.json, keyFile: keys/secrets.key } }
                    verify: { command: "login" }
            """;

    @TempDir
    Path folder;

    private final SecretsFixture fixture = new SecretsFixture();
    private final List<String> tokens = new ArrayList<>();
    private HttpServer consumer;
    private int status = 200;

    @BeforeEach
    void startTheConsumer() throws Exception {
        fixture.credentials.put("smtp", "mail password of the test");
        consumer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        consumer.createContext("/login", exchange -> {
            tokens.add(exchange.getRequestHeaders().getFirst("X-Token"));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        consumer.start();
    }

    @AfterEach
    void stopTheConsumer() {
        consumer.stop(0);
    }

    @Test
    void shouldProvisionRotateAndRestoreAndLeaveNoValueBehind() throws Exception {
        EnvironmentSecrets secrets = secrets();
        ProvisionedSecrets first = provision(secrets, "1");
        Restorable token = secrets.restorables().get(0);
        Map<String, String> baseline = token.capture();

        fixture.passDays(91);
        ProvisionedSecrets second = provision(secrets, "2");

        String store = "file " + folder.resolve("state/secrets.json");
        assertThat(first).hasToString("api-token v1 (new) in " + store + ", mail v1 (new) in " + store);
        assertThat(second).hasToString("api-token v2 (new) in " + store + ", mail v1 (kept) in " + store);
        assertThat(tokens).hasSize(2).doesNotHaveDuplicates().allMatch(value -> value.matches("[A-Za-z0-9]{40}"));
        assertThat(read(secrets, "api-token")).isEqualTo(tokens.get(1));

        assertThat(token.prove(baseline)).isEmpty();
        assertThat(token.restore(baseline)).isEqualTo(Restorable.Restored.RESTORED);
        assertThat(read(secrets, "api-token")).isEqualTo(tokens.get(0));
        assertThat(read(secrets, "mail")).isEqualTo("mail password of the test");
        assertThat(LeakScan.of(tokens.get(0), tokens.get(1), "mail password of the test")
                        .scan(folder))
                .isEmpty();
    }

    @Test
    void shouldLeaveNoValueBehindWhenTheConsumerRefuses() throws Exception {
        status = 403;

        String message = "";
        try {
            provision(secrets(), "1");
        } catch (Exception e) {
            message = e.getMessage();
        }

        assertThat(message).contains("staged value of secret api-token", "but was status 403");
        Files.writeString(folder.resolve("log"), message);
        assertThat(LeakScan.of(tokens.get(0)).scan(folder)).isEmpty();
        assertThat(fixture.accesses).extracting(SecretAudit.Access::action).doesNotContain(SecretAudit.Action.PROMOTE);
    }

    @Test
    void shouldRotateOnDemand() throws Exception {
        EnvironmentSecrets secrets = secrets();
        provision(secrets, "1");
        try (Journal journal = journal("2")) {
            assertThat(secrets.rotate(Set.of("api-token"), journal).getSecrets())
                    .singleElement()
                    .extracting(ProvisionedSecret::getVersion)
                    .isEqualTo("v2");
        }
    }

    @Test
    void shouldCheckWithoutTouchingAnything() throws Exception {
        List<Finding> findings = new ArrayList<>();
        for (Check check : secrets().checks()) {
            findings.addAll(check.run());
        }

        assertThat(findings).extracting(Finding::subject).containsExactly("secret api-token", "secret mail");
        assertThat(findings).noneMatch(Finding::isError);
        assertThat(folder).isEmptyDirectory();
    }

    private ProvisionedSecrets provision(EnvironmentSecrets secrets, String deployment) throws Exception {
        try (Journal journal = journal(deployment)) {
            return secrets.provision(journal);
        }
    }

    private Journal journal(String deployment) throws Exception {
        return FileJournal.open(folder.resolve("journal-" + deployment), fixture.clock, entry -> {});
    }

    private static String read(EnvironmentSecrets secrets, String name) throws Exception {
        try (SecretValue value = secrets.read(name, "deploy")) {
            return value.reveal();
        }
    }

    private EnvironmentSecrets secrets() throws Exception {
        String yaml =
                PROMOTION.replace("PORT", String.valueOf(consumer.getAddress().getPort()));
        Environment environment = PromotionFileLoader.load(
                        "promotion.yaml", yaml.getBytes(StandardCharsets.UTF_8), Map.of())
                .environments()
                .get(0);
        SecretHost host = fixture.host();
        return new EnvironmentSecrets(
                environment,
                new SecretHost(
                        host.who(),
                        new SecretStores(folder, name -> null, host.credentials(), host.clock()),
                        host.credentials(),
                        host.commands(),
                        new WebClient(NetworkPolicy.open()),
                        host.audit(),
                        host.mask(),
                        host.clock()));
    }
}
