package io.jenkins.plugins.promotion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrappingTest {
    @Test
    void shouldBreakBetweenWordsAndIndentWhatFollows() {
        assertThat(Wrapping.of("  configuration changes: a = 1 and b = 2", 30))
                .isEqualTo("  configuration changes: a = 1\n    and b = 2");
    }

    @Test
    void shouldLeaveALineThatFits() {
        assertThat(Wrapping.of("  a  line ", 10)).isEqualTo("  a  line ");
    }

    @Test
    void shouldNotBreakAWord() {
        String word = "x".repeat(40);

        assertThat(Wrapping.of("see " + word + " there", 30)).isEqualTo("see\n  " + word + "\n  there");
    }

    @Test
    void shouldLeaveALineWhereThereIsNoRoomToBreakIt() {
        assertThat(Wrapping.of("a line that is too long", 10)).isEqualTo("a line that is too long");
    }
}
