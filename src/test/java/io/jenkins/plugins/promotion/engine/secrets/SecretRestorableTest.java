package io.jenkins.plugins.promotion.engine.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.rollback.Restorable;
import io.jenkins.plugins.promotion.engine.rollback.Restorable.Restored;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SecretRestorableTest {
    private final SecretsFixture fixture = new SecretsFixture().generated("db", Optional.empty());
    private Restorable restorable;

    @BeforeEach
    void open() throws Exception {
        restorable = fixture.environment().restorables().get(0);
    }

    @Test
    void shouldCaptureTheVersionAndNoValue() throws Exception {
        provision();

        assertThat(restorable.name()).isEqualTo("secret db");
        assertThat(restorable.capture()).isEqualTo(Map.of("version", "v1"));
    }

    @Test
    void shouldBringBackWhatWasCurrentBeforeARotation() throws Exception {
        provision();
        Map<String, String> captured = restorable.capture();
        String before = fixture.value("db");
        rotate();

        assertThat(restorable.prove(captured)).isEmpty();
        assertThat(restorable.restore(captured)).isEqualTo(Restored.RESTORED);

        assertThat(fixture.value("db")).isEqualTo(before);
        assertThat(restorable.restore(captured)).as("again, after a crash").isEqualTo(Restored.UNCHANGED);
        assertThat(fixture.accesses).extracting(SecretAudit.Access::purpose).contains("rollback");
    }

    @Test
    void shouldLeaveAloneWhatHasNotChanged() throws Exception {
        provision();

        assertThat(restorable.restore(restorable.capture())).isEqualTo(Restored.UNCHANGED);
    }

    @Test
    void shouldLeaveTheFirstVersionOfANewSecret() throws Exception {
        Map<String, String> captured = restorable.capture();
        provision();

        assertThat(captured).isEmpty();
        assertThat(restorable.prove(captured)).noneMatch(Finding::isError).hasSize(1);
        assertThat(restorable.restore(captured)).isEqualTo(Restored.UNCHANGED);
    }

    @Test
    void shouldProveThatAVersionIsGone() throws Exception {
        provision();
        Map<String, String> captured = restorable.capture();
        rotate();
        rotate();

        assertThat(restorable.prove(captured)).singleElement().satisfies(finding -> {
            assertThat(finding.isError()).isTrue();
            assertThat(finding.expected()).isEqualTo("version v1");
        });
        assertThatThrownBy(() -> restorable.restore(captured)).isInstanceOf(SecretStoreException.class);
    }

    private void provision() throws Exception {
        fixture.environment().provision(new MemoryJournal());
    }

    private void rotate() throws Exception {
        fixture.environment().rotate(Set.of("db"), new MemoryJournal());
    }
}
