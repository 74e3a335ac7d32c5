package io.jenkins.plugins.promotion.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.cli.Terminal.Capabilities;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private static final Map<String, String> XTERM = Map.of("TERM", "xterm-256color");

    @Test
    void shouldUseColoursOnATerminal() {
        assertThat(Capabilities.of(XTERM, true, 132, UTF_8)).isEqualTo(new Capabilities(true, true, true, true, 132));
    }

    @Test
    void shouldHonourNoColor() {
        Map<String, String> variables = Map.of("TERM", "xterm", "NO_COLOR", "1");

        assertThat(Capabilities.of(variables, true, 80, UTF_8).colours()).isFalse();
    }

    @Test
    void shouldTakeAnEmptyNoColorForUnset() {
        Map<String, String> variables = Map.of("TERM", "xterm", "NO_COLOR", "");

        assertThat(Capabilities.of(variables, true, 80, UTF_8).colours()).isTrue();
    }

    @Test
    void shouldDrawNothingOnAPipe() {
        Capabilities pipe = Capabilities.of(XTERM, false, 0, UTF_8);

        assertThat(pipe.live()).isFalse();
        assertThat(pipe.colours()).isFalse();
        assertThat(pipe.answers()).isFalse();
    }

    @Test
    void shouldDrawButNotAskWhenOnlyTheOutputIsATerminal() {
        Capabilities capabilities = Capabilities.of(XTERM, false, 100, UTF_8);

        assertThat(capabilities.live()).isTrue();
        assertThat(capabilities.answers()).isFalse();
    }

    @Test
    void shouldDrawNothingOnADumbTerminal() {
        assertThat(Capabilities.of(Map.of("TERM", "dumb"), true, 80, UTF_8).live())
                .isFalse();
        assertThat(Capabilities.of(Map.of(), true, 80, UTF_8).live()).isFalse();
    }

    @Test
    void shouldBelieveColumnsWhenNobodyMeasured() {
        assertThat(Capabilities.of(Map.of("COLUMNS", "72"), false, 0, UTF_8).width())
                .isEqualTo(72);
        assertThat(Capabilities.of(Map.of("COLUMNS", "wide"), false, 0, UTF_8).width())
                .isEqualTo(80);
    }

    @Test
    void shouldKeepToAsciiWhereTheLocaleDoes() {
        assertThat(Capabilities.of(XTERM, true, 80, US_ASCII).unicode()).isFalse();
    }
}
