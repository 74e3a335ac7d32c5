package io.jenkins.plugins.promotion.engine.secrets;

import static io.jenkins.plugins.promotion.engine.secrets.SecretsFixture.command;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.health.CommandRunner;
import io.jenkins.plugins.promotion.engine.secrets.SecretStore.Stages;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The process dies before or after every line of the journal and every call of a store, and is resumed. */
class ProvisioningCrashTest {
    private static final List<String> NAMES = List.of("one", "two");

    @Test
    void shouldRotateEachSecretExactlyOnceWhereverItDies() throws Exception {
        int moments = run(Integer.MAX_VALUE, false);
        assertThat(moments).isGreaterThan(30);

        for (int death = 0; death < moments; death++) {
            run(death, false);
        }
    }

    @Test
    void shouldRotateExactlyOnceOnDemandWhereverItDies() throws Exception {
        int moments = run(Integer.MAX_VALUE, true);

        for (int death = 0; death < moments; death++) {
            run(death, true);
        }
    }

    @Test
    void shouldNotAskTheConsumerAgainAboutWhatItHasAccepted() throws Exception {
        SecretsFixture fixture = due();
        MemoryJournal journal = new MemoryJournal();
        dieAt(fixture, journal, "after " + ProvisioningJournal.PROMOTING);
        fixture.commandResult = new CommandRunner.Result(1, "down");

        fixture.environment().provision(journal);

        for (String name : NAMES) {
            assertThat(fixture.store(name).stages().current()).contains("v2");
        }
    }

    private static int run(int death, boolean onDemand) throws Exception {
        SecretsFixture fixture = due();
        MemoryJournal journal = new MemoryJournal();
        int[] moments = {0};
        watch(fixture, journal, moment -> {
            if (moments[0]++ == death) {
                throw new Died(moment);
            }
        });

        String died = "nowhere";
        try {
            provision(fixture, journal, onDemand);
        } catch (Died e) {
            died = e.getMessage();
        }
        watch(fixture, journal, moment -> {});
        ProvisionedSecrets provisioned = provision(fixture, journal, onDemand);

        for (String name : NAMES) {
            MemoryStore store = fixture.store(name);
            assertThat(store.made()).as("versions of %s, died %s", name, died).isEqualTo(2);
            assertThat(store.stages())
                    .as("stages of %s, died %s", name, died)
                    .isEqualTo(new Stages(Optional.of("v2"), Optional.of("v1"), Optional.empty()));
            assertThat(fixture.variables)
                    .as("the value that was accepted is current, died %s", died)
                    .contains(Map.of("SECRET", fixture.value(name)));
        }
        assertThat(provisioned).as("died %s", died).hasToString("one v2 (new) in memory, two v2 (new) in memory");
        return moments[0];
    }

    private static ProvisionedSecrets provision(SecretsFixture fixture, MemoryJournal journal, boolean onDemand)
            throws Exception {
        return onDemand
                ? fixture.environment().rotate(Set.of(), journal)
                : fixture.environment().provision(journal);
    }

    private static SecretsFixture due() throws Exception {
        SecretsFixture fixture = new SecretsFixture();
        NAMES.forEach(name -> fixture.generated(name, Optional.of(command())));
        fixture.environment().provision(new MemoryJournal());
        fixture.variables.clear();
        fixture.passDays(91);
        return fixture;
    }

    private static void dieAt(SecretsFixture fixture, MemoryJournal journal, String where) throws Exception {
        watch(fixture, journal, moment -> {
            if (moment.equals(where)) {
                throw new Died(moment);
            }
        });
        try {
            fixture.environment().provision(journal);
        } catch (Died expected) {
            watch(fixture, journal, moment -> {});
            return;
        }
        throw new AssertionError("it did not die " + where);
    }

    private static void watch(SecretsFixture fixture, MemoryJournal journal, Consumer<String> observer) {
        journal.observe(observer);
        NAMES.forEach(name -> fixture.store(name).observe(moment -> observer.accept(moment + " " + name)));
    }

    /** Stands for a SIGKILL: nothing between here and the caller expects it. */
    private static final class Died extends Error {
        private static final long serialVersionUID = 1L;

        private Died(String where) {
            super(where);
        }
    }
}
