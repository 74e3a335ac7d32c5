package io.jenkins.plugins.promotion.engine.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationLoaderTest {
    private final Map<String, String> files = new HashMap<>();
    private final Map<String, String> variables = new HashMap<>();
    private String schema;
    private List<String> required = List.of();

    @Test
    void shouldLetLaterLayersWin() throws Exception {
        files.put("base.yaml", "database:\n  url: jdbc:base\n  pool: 5\nhosts: [a, b]\n");
        files.put("testing.json", "{\"database\": {\"pool\": 10}, \"hosts\": [\"c\"]}");
        variables.put("WEB_SHOP__DATABASE__URL", "jdbc:variable");

        EffectiveConfiguration configuration = load("base.yaml", "testing.json");

        assertThat(configuration.canonical())
                .isEqualTo("{\"database\":{\"pool\":10,\"url\":\"jdbc:variable\"},\"hosts\":[\"c\"]}");
    }

    @Test
    void shouldRememberWhereEachValueCameFrom() throws Exception {
        files.put("base.yaml", "database:\n  url: jdbc:base\n  pool: 5\n");
        files.put("testing.json", "{\n  \"database\": { \"pool\": 10 }\n}");
        files.put("local.properties", "# local\nserver.port = 8080\n");
        variables.put("WEB_SHOP__DATABASE__URL", "jdbc:variable");

        assertThat(load("base.yaml", "testing.json", "local.properties").leaves())
                .extracting(Object::toString)
                .containsExactly(
                        "database.pool = 10   (testing.json:2:25)",
                        "database.url = \"jdbc:variable\"   (variable WEB_SHOP__DATABASE__URL)",
                        "server.port = 8080   (local.properties:2:1)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "WEB_SHOP__API__RATELIMIT__QUERIES_PER_HOUR | 5    | {`api`:{`rateLimit`:{`queriesPerHour`:5}},`hosts`:[`a`,`b`]}",
                "WEB_SHOP__API__NEW_KEY                     | on   | {`api`:{`newKey`:`on`,`rateLimit`:{`queriesPerHour`:1}},`hosts`:[`a`,`b`]}",
                "WEB_SHOP__API__Given                       | true | {`api`:{`Given`:true,`rateLimit`:{`queriesPerHour`:1}},`hosts`:[`a`,`b`]}",
                "WEB_SHOP__HOSTS__1                         | '7'  | {`api`:{`rateLimit`:{`queriesPerHour`:1}},`hosts`:[`a`,`7`]}",
                "WEB_SHOP__HOSTS__2                         | c    | {`api`:{`rateLimit`:{`queriesPerHour`:1}},`hosts`:[`a`,`b`,`c`]}",
                "WEB_SHOPPING__A                            | 1    | {`api`:{`rateLimit`:{`queriesPerHour`:1}},`hosts`:[`a`,`b`]}",
                "WEB_SHOP_A                                 | 1    | {`api`:{`rateLimit`:{`queriesPerHour`:1}},`hosts`:[`a`,`b`]}"
            })
    void shouldFindTheKeyOfAVariable(String variable, String value, String expected) throws Exception {
        files.put("base.yaml", "api: { rateLimit: { queriesPerHour: 1 } }\nhosts: [a, b]\n");
        variables.put(variable, value);

        assertThat(load("base.yaml").canonical()).isEqualTo(expected.replace('`', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WEB_SHOP__API           | expected a variable for each of limit, but was one for all",
                "WEB_SHOP__API____X      | expected names between every two underscores, such as WEB_SHOP__DATABASE__URL, but was a level without a name",
                "WEB_SHOP__HOSTS__9      | expected an index from 0 to 1 of the list, but was '9'",
                "WEB_SHOP__HOSTS__X      | expected an index from 0 to 1 of the list, but was 'X'",
                "WEB_SHOP__API__LIMIT__X | expected a variable for 'X' inside an object, but was a single value there"
            })
    void shouldRefuseAVariableThatFitsNowhere(String variable, String message) {
        files.put("base.yaml", "api: { limit: 1 }\nhosts: [a]\n");
        variables.put(variable, "marked");

        assertThat(messages("base.yaml"))
                .singleElement()
                .asString()
                .startsWith("variable " + variable + ": " + message)
                .doesNotContain("marked");
    }

    @Test
    void shouldRefuseTwoVariablesForOneKey() {
        files.put("base.yaml", "maxSize: 1\n");
        variables.put("WEB_SHOP__MAX_SIZE", "1");
        variables.put("WEB_SHOP__MAXSIZE", "2");

        assertThat(messages("base.yaml"))
                .singleElement()
                .asString()
                .contains("the same key as variable WEB_SHOP__MAXSIZE");
    }

    @Test
    void shouldReportEveryViolationOfTheSchemaWhereTheValueCameFrom() {
        schema = """
                { "type": "object",
                  "additionalProperties": false,
                  "properties": {
                    "port": { "type": "integer", "title": "The port", "description": "Where it listens.", "maximum": 65535 },
                    "mode": { "enum": ["fast", "safe"] },
                    "database": { "type": "object", "required": ["url"],
                      "properties": { "password": { "type": "string", "minLength": 20 }, "pool": { "$ref": "#/$defs/size" } } }
                  },
                  "$defs": { "size": { "type": "integer", "minimum": 1 } } }
                """;
        files.put("base.yaml", "port: 70000\nmode: slow\ndatabase:\n  password: marked\n  pool: 0\n");
        files.put("testing.yaml", "prot: 80\n");
        variables.put("WEB_SHOP__MODE", "turbo");
        required = List.of("database.uri", "database.pool");

        assertThat(messages("base.yaml", "testing.yaml"))
                .containsExactly(
                        "base.yaml:1:7: port: expected at most 65535, but was 70000; correct 'port' (Where it listens)",
                        "base.yaml:3:1: database: expected the key 'url', but was an object with password, pool; add 'url'",
                        "base.yaml:3:1: database.uri: expected a value, but was no such key; add it to one of the files",
                        "base.yaml:4:13: database.password: expected at least 20 characters, but was ****; correct 'password'",
                        "base.yaml:5:9: database.pool: expected at least 1, but was 0; correct 'pool'",
                        "testing.yaml:1:1: prot: expected one of the keys port, mode, database, but was 'prot'; did you mean 'port'?",
                        "variable WEB_SHOP__MODE: mode: expected one of fast, safe, but was 'turbo'; correct 'mode'");
    }

    @Test
    void shouldFollowAnOlderDraftAsWell() {
        schema = """
                { "$schema": "http://json-schema.org/draft-07/schema#", "definitions": { "port": { "type": "integer" } },
                  "properties": { "port": { "$ref": "#/definitions/port" } } }
                """;
        files.put("base.yaml", "port: http\n");

        assertThat(messages("base.yaml"))
                .containsExactly("base.yaml:1:7: port: expected type integer, but was 'http'; correct 'port'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ \"$ref\": \"http://127.0.0.1:1/schema.json\" }                   | only references inside it are followed",
                "{ \"properties\": { \"a\": { \"$ref\": \"file:///etc/passwd\" } } } | only references inside it are followed",
                "{ \"$ref\": \"#\" }                                                | refers to itself",
                "{ \"$ref\": \"#/$defs/nowhere\" }                                  | nowhere",
                "[]                                                                 | it is not an object",
                "{ \"properties\": { \"a\": { \"pattern\": \"a*a*a*a*a*a*a*a*a*b\" } } } | takes too long",
                "{ \"properties\": { \"a\": { \"pattern\": \"(\" } } }              | Unclosed group"
            })
    @Timeout(10)
    void shouldRefuseASchemaThatCannotBeFollowed(String definition, String message) {
        schema = definition;
        files.put("base.yaml", "a: " + "a".repeat(60) + "!\n");

        assertThat(messages("base.yaml"))
                .singleElement()
                .asString()
                .startsWith("schema.json:1:1: expected a JSON Schema")
                .contains(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#"})
    @Timeout(60)
    void shouldRefuseASchemaWhoseReferencesMultiply(String draft) {
        StringBuilder levels = new StringBuilder();
        for (int i = 1; i <= 40; i++) {
            String below = "{\"$ref\":\"#/$defs/a" + (i - 1) + "\"}";
            levels.append(",\"a" + i + "\":{\"allOf\":[" + below + "," + below + "]}");
        }
        schema = "{" + (draft.isEmpty() ? "" : "\"$schema\":\"" + draft + "\",")
                + "\"allOf\":[{\"$ref\":\"#/$defs/a40\"}],\"$defs\":{\"a0\":{\"type\":\"object\"}" + levels + "}}";
        files.put("base.yaml", "a: 1\n");

        assertThat(messages("base.yaml")).singleElement().asString().contains("too many references");
    }

    @Test
    void shouldReportEveryFileThatCannotBeRead() {
        files.put("broken.yaml", "a: [1\n");
        files.put("broken.json", "{ \"a\": 1,\n  \"a\": 2,\n }");
        files.put("twice.json", "{ \"a\": 1,\n  \"a\": 2 }");
        files.put("list.yaml", "- a\n");
        files.put("notes.txt", "a\n");
        files.put("deep.json", "[".repeat(1000));
        files.put("split.properties", "a=1\na.b=2\na=3\n");

        assertThat(messages(
                        "absent.yaml",
                        "broken.yaml",
                        "broken.json",
                        "twice.json",
                        "list.yaml",
                        "notes.txt",
                        "deep.json",
                        "split.properties"))
                .extracting(message -> message.substring(0, message.indexOf(" expected")))
                .containsExactly(
                        "absent.yaml:",
                        "broken.json:2:3: a:",
                        "broken.json:3:2:",
                        "broken.yaml:2:1:",
                        "deep.json:1:1:",
                        "list.yaml:1:1:",
                        "notes.txt:",
                        "split.properties:2:1: a.b:",
                        "split.properties:3:1: a:",
                        "twice.json:2:3: a:");
    }

    @Test
    void shouldFindRequiredKeysInEveryNotation() throws Exception {
        files.put("base.yaml", "a.b: 1\nc: { d.e: 2 }\nf: {}\n");
        required = List.of("a.b", "c.d.e", "f");

        assertThat(load("base.yaml").leaves()).hasSize(3);
    }

    @Test
    void shouldRefuseAnEmptyRequiredValue() {
        files.put("base.yaml", "a:\nb: ' '\n");
        required = List.of("a", "b");

        assertThat(messages("base.yaml"))
                .containsExactly(
                        "base.yaml:1:3: a: expected a value, but was an empty one; fill it in",
                        "base.yaml:2:4: b: expected a value, but was an empty one; fill it in");
    }

    @Test
    void shouldReadPropertiesAsJavaDoes() throws Exception {
        files.put(
                "a.properties",
                "! comment \\\n  server.name : my\\ shop\nlong = one, \\\n   two\n\nunicode=\\u00e4ö\nflag=true\nempty=\nquoted=\"5\"\n");

        assertThat(load("a.properties").canonical())
                .isEqualTo(
                        "{\"empty\":\"\",\"flag\":true,\"long\":\"one, two\",\"quoted\":\"5\",\"server\":{\"name\":\"my shop\"},"
                                + "\"unicode\":\"äö\"}");
    }

    @Test
    void shouldLoadNothingFromNothing() throws Exception {
        assertThat(load().canonical()).isEqualTo("{}");
    }

    @Test
    void shouldMergeLargeLayersFast() throws Exception {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            yaml.append("key").append(i).append(": { value: ").append(i).append(" }\n");
        }
        files.put("base.yaml", yaml.toString());
        files.put("testing.yaml", yaml.toString());

        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long start = System.nanoTime();
            load("base.yaml", "testing.yaml");
            fastest = Math.min(fastest, System.nanoTime() - start);
        }

        // The fastest of a few: what else the machine does is not measured.
        assertThat(Duration.ofNanos(fastest)).isLessThan(Duration.ofSeconds(1));
    }

    private EffectiveConfiguration load(String... layers) throws PromotionException {
        if (schema != null) {
            files.put("schema.json", schema);
        }
        Environment.Configuration configuration = new Environment.Configuration(
                Arrays.asList(layers),
                Optional.ofNullable(schema).map(any -> "schema.json"),
                required,
                Optional.empty());
        return ConfigurationLoader.load("web-shop", configuration, this::read, variables);
    }

    private byte[] read(String path) throws NoSuchFileException {
        if (!files.containsKey(path)) {
            throw new NoSuchFileException(path);
        }
        return files.get(path).getBytes(UTF_8);
    }

    private List<String> messages(String... layers) {
        PromotionException failure = catchThrowableOfType(PromotionException.class, () -> load(layers));
        assertThat(failure).as("the configuration is refused").isNotNull();
        return failure.findings().stream().map(Finding::toString).toList();
    }
}
