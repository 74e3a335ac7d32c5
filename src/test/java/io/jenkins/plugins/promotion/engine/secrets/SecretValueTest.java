package io.jenkins.plugins.promotion.engine.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretValueTest {
    private static final String TEXT = "pässwörd-ß-😀";

    private final SecretValue value = SecretValue.of(TEXT);

    @Test
    void shouldPrintStarsWhateverItHolds() {
        assertThat(value).hasToString("****");
        assertThat(String.valueOf(List.of(value))).isEqualTo("[****]");
        assertThat(SecretValue.of("")).hasToString("****");
    }

    @Test
    void shouldHandOutTheValueForTheLengthOfACall() {
        assertThat(value.<String, RuntimeException>use(String::new)).isEqualTo(TEXT);
        assertThat(value.<Integer, RuntimeException>useUtf8(bytes -> bytes.length))
                .isEqualTo(18);
        assertThat(value.reveal()).isEqualTo(TEXT);
    }

    @Test
    void shouldWipeWhatItHandedOut() {
        char[] chars = value.<char[], RuntimeException>use(handed -> handed);
        byte[] bytes = value.<byte[], RuntimeException>useUtf8(handed -> handed);

        assertThat(chars).containsOnly('\0');
        assertThat(bytes).containsOnly(0);
        assertThat(value.reveal()).as("the value itself stays").isEqualTo(TEXT);
    }

    @Test
    void shouldWipeWhatItHandedOutWhenTheCallFails() {
        char[][] kept = new char[1][];

        assertThatThrownBy(() -> value.use(chars -> {
                    kept[0] = chars;
                    throw new IOException("no route");
                }))
                .isInstanceOf(IOException.class);
        assertThat(kept[0]).containsOnly('\0');
    }

    @Test
    void shouldKeepItsOwnCopyOfWhatItWasGiven() {
        char[] given = TEXT.toCharArray();
        SecretValue copy = SecretValue.of(given);
        Arrays.fill(given, 'x');

        assertThat(copy.reveal()).isEqualTo(TEXT);
    }

    @Test
    void shouldBeGoneWhenClosed() throws Exception {
        SecretValue copy = value.copy();
        value.close();

        assertThatThrownBy(value::reveal)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the secret value was wiped; read it again from its store");
        Field bytes = SecretValue.class.getDeclaredField("bytes");
        bytes.setAccessible(true);
        assertThat((byte[]) bytes.get(value)).containsOnly(0);
        assertThat(copy.reveal()).as("a copy lives on").isEqualTo(TEXT);
    }

    @Test
    void shouldCompareValuesAndTellNothingByItsHash() {
        assertThat(value).isEqualTo(SecretValue.of(TEXT.toCharArray())).isNotEqualTo(SecretValue.of("other"));
        assertThat(value).isNotEqualTo(TEXT);
        assertThat(value.hashCode()).isEqualTo(SecretValue.of("other").hashCode());
    }

    @Test
    void shouldRefuseJavaSerialization() {
        assertThat(value).isNotInstanceOf(Serializable.class);
        assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(value))
                .isInstanceOf(NotSerializableException.class);
    }

    @Test
    void shouldHaveNothingThatReflectionWouldWrite() {
        assertThat(SecretValue.class.getDeclaredFields())
                .filteredOn(field -> !Modifier.isStatic(field.getModifiers()))
                .allMatch(field -> Modifier.isTransient(field.getModifiers()));
    }

    @Test
    void shouldRefuseToBecomeJson() {
        ObjectMapper lenient = new ObjectMapper().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
        ObjectMapper typed = new ObjectMapper()
                .activateDefaultTyping(lenient.getPolymorphicTypeValidator(), ObjectMapper.DefaultTyping.EVERYTHING);

        for (ObjectMapper mapper : List.of(lenient, typed)) {
            assertThatThrownBy(() -> mapper.writeValueAsString(Map.of("password", value)))
                    .isInstanceOf(JsonMappingException.class)
                    .hasMessageContaining("a secret value is never written")
                    .hasMessageNotContaining(TEXT);
        }
    }

    @Test
    void shouldKnowWhetherThereIsAnythingToKeep() {
        assertThat(SecretValue.of("").isEmpty()).isTrue();
        assertThat(value.isEmpty()).isFalse();
    }
}
