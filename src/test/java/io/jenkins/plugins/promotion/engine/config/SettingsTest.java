package io.jenkins.plugins.promotion.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class SettingsTest {

    @Test
    void shouldReadEveryKindOfSetting() throws PromotionException {
        Settings settings =
                settings("{a: 5, b: [x, y], c: 300ms, d: 2GB, e: 'https://a/', f: [200, 201], g: z, h: 21d}");

        assertThat(settings.integer("a", 1, 5)).contains(5);
        assertThat(settings.texts("b")).containsExactly("x", "y");
        assertThat(settings.duration("c")).contains(Duration.ofMillis(300));
        assertThat(settings.bytes("d")).contains(2_000_000_000L);
        assertThat(settings.address("e")).isEqualTo(URI.create("https://a/"));
        assertThat(settings.integers("f")).containsExactly(200, 201);
        assertThat(settings.texts("g")).containsExactly("z");
        assertThat(settings.duration("h")).contains(Duration.ofDays(21));
        assertThat(settings.optionalText("missing")).isEmpty();
        assertThat(settings.texts("missing")).isEmpty();
        settings.close();
    }

    @Test
    void shouldGatherAllThatIsWrong() {
        Settings settings = settings(
                "{port: 70000, timeout: soon, free: 2 acres, matches: '(', expect: [a], url: 'http://a b', x: 1}");
        settings.integer("port", 1, 65535);
        settings.duration("timeout");
        settings.bytes("free");
        settings.pattern("matches");
        settings.integers("expect");
        settings.address("url");
        settings.text("host");

        PromotionException e = catchThrowableOfType(PromotionException.class, settings::close);

        assertThat(e.findings())
                .extracting(Finding::subject)
                .containsExactly(
                        "tcp.port",
                        "tcp.timeout",
                        "tcp.free",
                        "tcp.matches",
                        "tcp.expect",
                        "tcp.url",
                        "tcp.host",
                        "tcp.x");
        assertThat(e.findings().get(0))
                .hasToString(
                        "tcp.port: expected a whole number from 1 to 65535, but was 70000; correct it in the promotion file");
        assertThat(e.findings().get(6).butWas()).isEqualTo("missing");
        assertThat(e.findings().get(7).expected()).isEqualTo("one of expect, free, host, matches, port, timeout, url");
    }

    @Test
    void shouldReplacePlaceholdersAndLeaveOtherDollarsAlone() throws PromotionException {
        Settings good = new Settings(choice("{image: 'app:${release}-${release}-${HOME}'}"), Map.of("release", "v$1"));
        assertThat(good.text("image")).isEqualTo("app:v$1-v$1-${HOME}");
        good.close();
    }

    @Test
    void shouldNotOverflow() {
        Settings settings = settings("{free: 999999999999TB, timeout: 999999999999d}");
        assertThat(settings.bytes("free")).isEmpty();
        assertThat(settings.duration("timeout").map(Duration::isNegative)).isNotEqualTo(java.util.Optional.of(true));
        assertThat(catchThrowableOfType(PromotionException.class, settings::close))
                .isNotNull();
    }

    private static Settings settings(String yaml) {
        return new Settings(choice(yaml), Map.of());
    }

    private static Choice choice(String yaml) {
        return new Choice("tcp", new ObjectMapper().convertValue(new Yaml().load(yaml), ObjectNode.class));
    }
}
