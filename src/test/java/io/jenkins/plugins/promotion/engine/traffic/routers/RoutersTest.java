package io.jenkins.plugins.promotion.engine.traffic.routers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutersTest {
    private final Routers routers = new Routers((command, environment, timeout) -> {
        throw new AssertionError("opening a router reaches nothing");
    });

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "haproxy | {'address':'127.0.0.1:9999','map':'slots.map','key':'shop'} | haproxy 127.0.0.1:9999, map entry slots.map shop",
                "embedded | {'address':'http://127.0.0.1:1/routes/shop/'} | embedded http://127.0.0.1:1/routes/shop",
                "script | {'read':'true','apply':'true'} | script",
            })
    void shouldOpenWhatTheFileChose(String kind, String settings, String description) throws Exception {
        try (TrafficRouter router = routers.open(choice(kind, settings))) {
            assertThat(router.describe()).isEqualTo(description);
        }
        assertThat(routers.kinds()).contains(kind);
    }

    @Test
    void shouldSayWhichRoutersThereAre() {
        assertThatThrownBy(() -> routers.open(choice("kubernetes", "{}")))
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining(
                        "expected a router that is available here: embedded, haproxy, script, but was kubernetes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "haproxy | {'map':'slots.map','key':'shop'} | traffic.haproxy.address: expected a text, but was nothing",
                "haproxy | {'address':'a:1','map':'m','key':5} | traffic.haproxy.key: expected a text, but was 5",
                "haproxy | {'address':'a:1','map':'m','key':'k','backends':{'blue':'a b'}} | traffic.haproxy.backends.blue",
                "haproxy | {'address':'a:1','map':'m','key':'k','backends':[]} | traffic.haproxy.backends: expected an object",
                "embedded | {'address':'http://a b'} | traffic.embedded.address",
                "script | {'read':'true'} | traffic.script.apply",
            })
    void shouldNameTheSettingThatIsWrong(String kind, String settings, String message) {
        assertThatThrownBy(() -> routers.open(choice(kind, settings)))
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("in promotion.yaml");
    }

    private static Choice choice(String kind, String settings) throws Exception {
        return new Choice(kind, (ObjectNode) new ObjectMapper().readTree(settings.replace('\'', '"')));
    }
}
