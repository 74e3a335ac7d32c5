package io.jenkins.plugins.promotion.engine.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.promotion.engine.secrets.SecretStore.Stages;
import io.jenkins.plugins.promotion.engine.secrets.SecretStoreException.Reason;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every secret store does; each has a test that implements this. */
public interface SecretStoreContract {

    /** The store under test: the same secret at each call, empty at the first one of a test. */
    SecretStore store() throws Exception;

    @Test
    default void shouldBeEmptyAtFirst() throws Exception {
        assertThat(store().stages()).isEqualTo(new Stages(Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    default void shouldKeepAStagedValueBesideTheCurrentOne() throws Exception {
        String one = current("one");
        String two = stage("two");

        assertThat(store().stages()).isEqualTo(new Stages(Optional.of(one), Optional.empty(), Optional.of(two)));
        assertThat(read(one)).isEqualTo("one");
        assertThat(read(two)).isEqualTo("two");
    }

    @Test
    default void shouldKeepTheVersionThatWasReplaced() throws Exception {
        String one = current("one");
        String two = current("two");

        assertThat(store().stages()).isEqualTo(new Stages(Optional.of(two), Optional.of(one), Optional.empty()));
        assertThat(read(one)).isEqualTo("one");
    }

    @Test
    default void shouldBringThePreviousVersionBack() throws Exception {
        String one = current("one");
        String two = current("two");

        store().promote(one);

        assertThat(store().stages()).isEqualTo(new Stages(Optional.of(one), Optional.of(two), Optional.empty()));
        assertThat(read(one)).isEqualTo("one");
    }

    @Test
    default void shouldPromoteTheSameVersionTwiceAsOnce() throws Exception {
        String one = current("one");
        String two = current("two");

        store().promote(two);

        assertThat(store().stages()).isEqualTo(new Stages(Optional.of(two), Optional.of(one), Optional.empty()));
    }

    @Test
    default void shouldStageOneVersionForOneTokenWhateverTheValue() throws Exception {
        String token = UUID.randomUUID().toString();
        String first = store().stage(SecretValue.of("first"), token);

        assertThat(store().stage(SecretValue.of("second"), token)).isEqualTo(first);
        assertThat(read(first)).isEqualTo("first");

        store().promote(first);
        assertThat(store().stage(SecretValue.of("third"), token))
                .as("after it was promoted")
                .isEqualTo(first);
        assertThat(store().stages().staged()).isEmpty();
    }

    @Test
    default void shouldDropWhatWasStagedBefore() throws Exception {
        String abandoned = stage("abandoned");
        String next = stage("next");

        assertThat(next).isNotEqualTo(abandoned);
        assertThat(store().stages().staged()).contains(next);
    }

    @Test
    default void shouldDiscardAStagedVersionAndNoOther() throws Exception {
        String one = current("one");
        String two = current("two");
        String three = stage("three");

        store().discard(three);
        store().discard(three);
        store().discard(two);
        store().discard(one);

        assertThat(store().stages()).isEqualTo(new Stages(Optional.of(two), Optional.of(one), Optional.empty()));
        assertThat(stage("four")).as("an id is never used twice").isNotIn(one, two, three);
    }

    @Test
    default void shouldNameAVersionThatIsNotThere() throws Exception {
        current("one");

        assertThatThrownBy(() -> store().read("nowhere")).satisfies(SecretStoreContract::isAbsent);
        assertThatThrownBy(() -> store().promote("nowhere")).satisfies(SecretStoreContract::isAbsent);
        assertThatThrownBy(() -> store().createdAt("nowhere")).satisfies(SecretStoreContract::isAbsent);
        store().discard("nowhere");
    }

    @Test
    default void shouldKeepValuesByteForByte() throws Exception {
        for (String value : new String[] {"é😀\n\"'\\\u0000 ", "x".repeat(20_000), ""}) {
            assertThat(read(current(value))).isEqualTo(value);
        }
    }

    private static void isAbsent(Throwable failure) {
        assertThat(failure).isInstanceOf(SecretStoreException.class).hasMessageContaining("version nowhere");
        assertThat(((SecretStoreException) failure).reason()).isEqualTo(Reason.ABSENT);
    }

    private String stage(String value) throws Exception {
        return store().stage(SecretValue.of(value), UUID.randomUUID().toString());
    }

    private String current(String value) throws Exception {
        String version = stage(value);
        store().promote(version);
        return version;
    }

    private String read(String version) throws Exception {
        try (SecretValue value = store().read(version)) {
            return value.reveal();
        }
    }
}
