package io.jenkins.plugins.promotion.engine.secrets;

import static io.jenkins.plugins.promotion.engine.secrets.SecretsFixture.choice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GeneratedTest {

    @Test
    void shouldMakeLettersAndDigitsByDefault() throws Exception {
        assertThat(generate("{}")).matches("[A-Za-z0-9]{32}");
    }

    @Test
    void shouldMakeAnotherValueEachTime() throws Exception {
        Generated generated = new Generated(choice("generate", "{}"));
        Set<String> values = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            values.add(generated.value().reveal());
        }

        assertThat(values).hasSize(100);
    }

    @Test
    void shouldUseEveryCharacterOfTheAlphabetAndNoOther() throws Exception {
        assertThat(generate("{length: 500, alphabet: 'abc${x}'}")
                        .chars()
                        .distinct()
                        .sorted()
                        .toArray())
                .containsExactly("$abcx{}".chars().toArray());
    }

    @Test
    void shouldCountCharactersBeyondTheFirst65536AsOne() throws Exception {
        String value = generate("{length: 64, alphabet: '😀😁'}");

        assertThat(value.codePointCount(0, value.length())).isEqualTo(64);
    }

    @Test
    void shouldRefuseWhatCanBeTriedOut() throws Exception {
        assertThat(generate("{length: 11}")).hasSize(11);
        assertThatThrownBy(() -> generate("{length: 10}"))
                .hasMessageContaining(
                        "expected enough characters for 64 random bits," + " but was 10 of 62 different ones: 59 bits");
        assertThatThrownBy(() -> generate("{length: 100, alphabet: 'aaaa'}")).hasMessageContaining(": 0 bits");
        assertThatThrownBy(() -> generate("{length: 5000}")).hasMessageContaining("from 1 to 4096");
    }

    private static String generate(String settings) throws Exception {
        return new Generated(choice("generate", settings)).value().reveal();
    }
}
