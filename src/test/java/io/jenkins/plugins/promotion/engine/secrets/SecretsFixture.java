package io.jenkins.plugins.promotion.engine.secrets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.health.CommandRunner;
import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import io.jenkins.plugins.promotion.engine.secrets.SecretAudit.Access;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An environment with secrets, and a host whose every part a test can see and steer. */
final class SecretsFixture {
    private static final JsonMapper RELAXED = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .build();

    final Map<String, MemoryStore> stores = new LinkedHashMap<>();
    final Map<String, String> credentials = new HashMap<>();
    final List<Access> accesses = new ArrayList<>();
    final List<String> commands = new ArrayList<>();
    final List<Map<String, String>> variables = new ArrayList<>();
    final SecretMask mask = new SecretMask();
    final List<Environment.Secret> secrets = new ArrayList<>();
    CommandRunner.Result commandResult = new CommandRunner.Result(0, "");
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    SecretAudit audit = accesses::add;

    final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    MemoryStore store(String name) {
        return stores.computeIfAbsent(name, key -> new MemoryStore(key, clock));
    }

    void passDays(int days) {
        now = now.plus(Duration.ofDays(days));
    }

    /** A generated secret that is rotated every 90 days. */
    SecretsFixture generated(String name, Optional<Choice> verify) {
        return with(name, Optional.of(choice("generate", "{}")), Optional.of(Duration.ofDays(90)), verify);
    }

    SecretsFixture with(String name, Optional<Choice> source, Optional<Duration> rotateEvery, Optional<Choice> verify) {
        secrets.add(new Environment.Secret(name, source, choice("memory", "{}"), rotateEvery, verify));
        return this;
    }

    SecretHost host() {
        return new SecretHost(
                "alice",
                (environment, secret, choice) ->
                        choice.kind().equals("memory") ? store(secret) : store(choice.kind() + " " + secret),
                (id, field) -> {
                    if (!credentials.containsKey(id)) {
                        throw CredentialException.absent(id, "add it to the test");
                    }
                    return SecretValue.of(credentials.get(id));
                },
                (command, environment, timeout) -> {
                    commands.add(command);
                    variables.add(Map.copyOf(environment));
                    return commandResult;
                },
                new WebClient(NetworkPolicy.open()),
                access -> audit.accessed(access),
                mask,
                clock);
    }

    EnvironmentSecrets environment() {
        return new EnvironmentSecrets(describe(), host());
    }

    Environment describe() {
        URI url = URI.create("http://127.0.0.1:1");
        return new Environment(
                "testing",
                0,
                url,
                Map.of(Slot.BLUE, url, Slot.GREEN, url),
                new Environment.Configuration(List.of(), Optional.empty(), List.of(), Optional.empty()),
                secrets,
                List.of(),
                Optional.empty(),
                List.of(),
                choice("embedded", "{}"),
                new Environment.Health(
                        "/health", Duration.ofSeconds(1), 1, 1, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                new Environment.Rollout(List.of(), Duration.ZERO, Duration.ZERO, List.of()),
                List.of());
    }

    static Choice choice(String kind, String json) {
        try {
            return new Choice(kind, (ObjectNode) RELAXED.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    static Choice command() {
        return new Choice(
                "command", JsonNodeFactory.instance.objectNode().put("run", "login --password-env SECRET ${SECRET}"));
    }

    String value(String secret) throws Exception {
        MemoryStore store = store(secret);
        return store.read(store.stages().current().orElseThrow()).reveal();
    }
}
