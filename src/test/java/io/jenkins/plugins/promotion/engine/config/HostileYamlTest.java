package io.jenkins.plugins.promotion.engine.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that want to exhaust memory, stack or time. */
class HostileYamlTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of("billion laughs", laughs("[%s]", 10, 9), "aliases"),
                Arguments.of("million laughs with few aliases", laughs("[%s]", 12, 4), "at most 20000 values"),
                Arguments.of("laughs in mappings", mappings(12, 4), "at most 20000 values"),
                Arguments.of("a long text, often", longTextOften(), "characters"),
                Arguments.of("an anchor that contains itself", "a: &a [*a]", "an alias to something that contains it"),
                Arguments.of("a key that contains itself", "&a { *a : 1 }", "write the key as a text"),
                Arguments.of("a merge of itself", "a: &a { <<: *a }", "an alias to something that contains it"),
                Arguments.of("deep flow lists", "a: " + "[".repeat(100_000), "epth"),
                Arguments.of("deep flow objects", "a: " + "{ b: ".repeat(100_000), "epth"),
                Arguments.of("deep block lists", "- ".repeat(100_000), "epth"),
                Arguments.of("deep keys", "? ".repeat(100_000), "epth"),
                Arguments.of("deep indentation", deepIndentation(), "epth"),
                Arguments.of("too many bytes", "a: " + "x".repeat(1 << 20), "at most 1 MiB"),
                Arguments.of("a huge number", "application: " + "9".repeat(300_000), "a name of lower-case letters"),
                Arguments.of("a huge exponent", "application: 1e999999999", "a name of lower-case letters"),
                Arguments.of("a huge key", "x".repeat(300_000) + ": 1", "not allowed here"),
                Arguments.of("many values", "a: [" + "1,".repeat(100_000) + "]", "at most 20000 values"),
                Arguments.of("many unknown keys", keys(4_000), "one of the keys"),
                Arguments.of("many environments under large defaults", manyEnvironments(), "make the defaults smaller"),
                Arguments.of("many placeholders", "application: '" + "${".repeat(150_000) + "'", "${NAME}"),
                Arguments.of(
                        "a class to construct",
                        "application: !!java.net.URL ['http://localhost']",
                        "tag is not allowed"),
                Arguments.of(
                        "a script engine",
                        "a: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]",
                        "tag is not allowed"),
                Arguments.of("two documents", "a: 1\n---\nb: 2", "single document"),
                Arguments.of("binary", "a: \u0000\u0001", "printable characters"),
                Arguments.of("nothing", "", "keys and values"),
                Arguments.of("a text", "storefront", "keys and values"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void shouldRefuse(String what, String yaml, String message) {
        String failure = assertTimeoutPreemptively(SOON, () -> refusal(yaml.getBytes(UTF_8)));

        assertThat(failure).startsWith("promotion.yaml:").contains(message);
    }

    @Test
    void shouldRefuseWhatIsNotUtf8() {
        assertThat(refusal(new byte[] {'a', ':', ' ', (byte) 0xC3, (byte) 0x28}))
                .contains("text in UTF-8");
    }

    @Test
    void shouldNotLetVariablesMultiply() {
        StringBuilder file = new StringBuilder("a:\n");
        for (int i = 0; i < 2000; i++) {
            file.append("- ${BIG}${BIG}${BIG}${BIG}\n");
        }
        assertThat(refusal(file.toString().getBytes(UTF_8), Map.of("BIG", "x".repeat(100_000))))
                .contains("use shorter variables");
    }

    @Test
    void shouldFollowAnHonestAliasAndMerge() throws Exception {
        String file = """
                application: storefront
                environments:
                  testing: &testing
                    url: http://127.0.0.1:1
                    slots: { blue: "http://127.0.0.1:2", green: "http://127.0.0.1:3" }
                    traffic: { embedded: { address: "http://127.0.0.1:4" } }
                  production:
                    <<: *testing
                    url: http://127.0.0.1:5
                """;

        PromotionFile read = PromotionFileLoader.load("promotion.yaml", file.getBytes(UTF_8), Map.of());

        assertThat(read.environments().get(1).url()).hasPort(5);
        assertThat(read.environments().get(1).slots())
                .isEqualTo(read.environments().get(0).slots());
    }

    private static String refusal(byte[] yaml) {
        return refusal(yaml, Map.of());
    }

    private static String refusal(byte[] yaml, Map<String, String> variables) {
        try {
            PromotionFileLoader.load("promotion.yaml", yaml, variables);
            throw new AssertionError("the file was accepted");
        } catch (PromotionException e) {
            return e.getMessage();
        }
    }

    private static String laughs(String list, int levels, int width) {
        StringBuilder yaml = new StringBuilder("a0: &a0 lol\n");
        for (int i = 1; i <= levels; i++) {
            String aliases = String.join(",", java.util.Collections.nCopies(width, "*a" + (i - 1)));
            yaml.append("a" + i + ": &a" + i + " " + String.format(list, aliases) + "\n");
        }
        return yaml.toString();
    }

    private static String mappings(int levels, int width) {
        StringBuilder yaml = new StringBuilder("a0: &a0 { x: lol }\n");
        for (int i = 1; i <= levels; i++) {
            StringBuilder members = new StringBuilder();
            for (int j = 0; j < width; j++) {
                members.append("k" + j + ": *a" + (i - 1) + ", ");
            }
            yaml.append("a" + i + ": &a" + i + " { " + members + " }\n");
        }
        return yaml.toString();
    }

    private static String longTextOften() {
        return "a: &a " + "x".repeat(500_000) + "\nb: [" + "*a,".repeat(50_000) + "]";
    }

    private static String deepIndentation() {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            yaml.append(" ".repeat(i)).append("k:\n");
        }
        return yaml.toString();
    }

    private static String keys(int count) {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < count; i++) {
            yaml.append("k" + i + ": 1\n");
        }
        return yaml.toString();
    }

    private static String manyEnvironments() {
        StringBuilder yaml =
                new StringBuilder("defaults: { preflight: [" + "{},".repeat(5_000) + "] }\nenvironments:\n");
        for (int i = 0; i < 2_000; i++) {
            yaml.append("  e" + i + ": {}\n");
        }
        return yaml.toString();
    }
}
