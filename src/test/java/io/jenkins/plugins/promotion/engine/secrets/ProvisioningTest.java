package io.jenkins.plugins.promotion.engine.secrets;

import static io.jenkins.plugins.promotion.engine.secrets.SecretsFixture.choice;
import static io.jenkins.plugins.promotion.engine.secrets.SecretsFixture.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.health.CommandRunner;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.secrets.SecretAudit.Access;
import io.jenkins.plugins.promotion.engine.secrets.SecretAudit.Action;
import io.jenkins.plugins.promotion.engine.secrets.SecretStoreException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProvisioningTest {
    private final SecretsFixture fixture = new SecretsFixture();
    private final MemoryJournal journal = new MemoryJournal();

    @Test
    void shouldMakeTheFirstVersionOfASecret() throws Exception {
        fixture.generated("db", Optional.empty());

        ProvisionedSecret provisioned = provision().getSecrets().get(0);

        assertThat(provisioned.getVersion()).isEqualTo("v1");
        assertThat(provisioned.getPrevious()).isEmpty();
        assertThat(provisioned.isRotated()).isTrue();
        assertThat(provisioned.getCreatedAt()).isEqualTo(fixture.now.toEpochMilli());
        assertThat(provisioned.getStore()).isEqualTo("memory");
        assertThat(fixture.value("db")).matches("[A-Za-z0-9]{32}");
    }

    @Test
    void shouldKeepASecretUntilItIsAsOldAsItsPolicySays() throws Exception {
        fixture.generated("db", Optional.empty());
        provision();
        String first = fixture.value("db");

        fixture.now = fixture.now.plus(Duration.ofDays(90)).minusMillis(1);
        assertThat(provisionAnew().getSecrets().get(0).isRotated()).isFalse();
        assertThat(fixture.value("db")).isEqualTo(first);

        fixture.now = fixture.now.plusMillis(1);
        ProvisionedSecret rotated = provisionAnew().getSecrets().get(0);
        assertThat(rotated).hasToString("db v2 (new) in memory");
        assertThat(rotated.getPrevious()).isEqualTo("v1");
        assertThat(fixture.value("db")).isNotEqualTo(first);
    }

    @Test
    void shouldKeepASecretWithoutPolicyForEver() throws Exception {
        fixture.with("db", Optional.of(choice("generate", "{}")), Optional.empty(), Optional.empty());
        provision();
        fixture.passDays(10_000);

        assertThat(provisionAnew().getSecrets().get(0).isRotated()).isFalse();
    }

    @Test
    void shouldRotateOnDemandWhateverTheAgeButNothingElse() throws Exception {
        fixture.generated("db", Optional.empty()).generated("api", Optional.empty());
        provision();

        ProvisionedSecrets rotated = fixture.environment().rotate(Set.of("db"), new MemoryJournal());

        assertThat(rotated).hasToString("db v2 (new) in memory");
        assertThat(fixture.store("api").made()).isEqualTo(1);
    }

    @Test
    void shouldRotateAllThatMakeTheirOwnValueIfNoneIsNamed() throws Exception {
        fixture.credentials.put("smtp", "given");
        fixture.generated("db", Optional.empty())
                .with("mail", Optional.of(choice("credential", "{id: 'smtp'}")), Optional.empty(), Optional.empty());
        provision();

        assertThat(fixture.environment().rotate(Set.of(), new MemoryJournal())).hasToString("db v2 (new) in memory");
    }

    @Test
    void shouldSayThatAGivenValueHasToBeChangedWhereItIsGiven() throws Exception {
        fixture.credentials.put("smtp", "given");
        fixture.with("mail", Optional.of(choice("credential", "{id: 'smtp'}")), Optional.empty(), Optional.empty());
        provision();

        assertThatThrownBy(() -> fixture.environment().rotate(Set.of("mail"), new MemoryJournal()))
                .hasMessage("rotation of secret mail: expected a new value, but was the same value as before in"
                        + " credential smtp; change the value in credential smtp first");
    }

    @Test
    void shouldNameTheSecretsThatExist() {
        fixture.generated("db", Optional.empty()).generated("api", Optional.empty());

        assertThatThrownBy(() -> fixture.environment().rotate(Set.of("bd"), journal))
                .hasMessage("environment testing: expected one of its secrets: api, db, but was bd;"
                        + " is it spelt as in the promotion file?");
    }

    @Test
    void shouldTakeOverACredentialWhenItChanges() throws Exception {
        fixture.credentials.put("smtp", "one");
        fixture.with("mail", Optional.of(choice("credential", "{id: 'smtp'}")), Optional.empty(), Optional.empty());
        provision();
        assertThat(fixture.value("mail")).isEqualTo("one");

        assertThat(provisionAnew().getSecrets().get(0).isRotated()).isFalse();

        fixture.credentials.put("smtp", "two");
        assertThat(provisionAnew().getSecrets().get(0).isRotated()).isTrue();
        assertThat(fixture.value("mail")).isEqualTo("two");
    }

    @Test
    void shouldCopyFromAnotherStore() throws Exception {
        MemoryStore other = fixture.store("attic db");
        other.promote(other.stage(SecretValue.of("from the attic"), "token"));
        fixture.with("db", Optional.of(choice("copy", "{attic: {}}")), Optional.empty(), Optional.empty());

        provision();

        assertThat(fixture.value("db")).isEqualTo("from the attic");
    }

    @Test
    void shouldSayWhereAMissingCredentialIsAdded() {
        fixture.with("mail", Optional.of(choice("credential", "{id: 'smtp'}")), Optional.empty(), Optional.empty());

        assertThatThrownBy(this::provision)
                .hasMessage("credential smtp: expected a credential that this deployment may use, but was none;"
                        + " add it to the test");
    }

    @Test
    void shouldSayThatASecretWithoutSourceIsNotThere() {
        fixture.with("db", Optional.empty(), Optional.empty(), Optional.empty());

        assertThatThrownBy(this::provision)
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining("expected a current version, or a source for the first one, but was neither");
    }

    @Test
    void shouldVerifyTheStagedValueBeforeItIsCurrent() throws Exception {
        fixture.generated("db", Optional.of(command()));

        provision();

        assertThat(fixture.commands).containsExactly("login --password-env SECRET ${SECRET}");
        assertThat(fixture.variables.get(0)).containsExactlyEntriesOf(Map.of("SECRET", fixture.value("db")));
        assertThat(kinds())
                .containsExactly(
                        ProvisioningJournal.STAGING,
                        ProvisioningJournal.STAGED,
                        ProvisioningJournal.VERIFIED,
                        ProvisioningJournal.PROMOTING,
                        ProvisioningJournal.PROMOTED);
    }

    @Test
    void shouldLeaveEverySecretAloneWhenOneDoesNotWork() throws Exception {
        fixture.generated("good", Optional.empty()).generated("bad", Optional.of(command()));
        provision();
        fixture.passDays(91);
        fixture.commandResult = new CommandRunner.Result(7, "hello\nlogin failed\n");

        assertThatThrownBy(this::provisionAnew)
                .hasMessage(
                        "staged value of secret bad: expected exit code 0 of: login --password-env SECRET ${SECRET},"
                                + " but was exit code 7: login failed; try it by hand with the variable SECRET;"
                                + " the current version was not touched");

        for (String name : List.of("good", "bad")) {
            assertThat(fixture.store(name).stages())
                    .as(name)
                    .isEqualTo(new SecretStore.Stages(Optional.of("v1"), Optional.empty(), Optional.empty()));
        }
    }

    @Test
    void shouldNotRepeatAValueThatTheVerificationPrinted() {
        fixture.with("db", Optional.of(choice("credential", "{id: 'db'}")), Optional.empty(), Optional.of(command()));
        fixture.credentials.put("db", "tr0ub4dor&3");
        fixture.commandResult = new CommandRunner.Result(1, "denied for tr0ub4dor&3 and tr0ub4dor%263");

        assertThatThrownBy(this::provision).hasMessageContaining("exit code 1: denied for **** and ****;");
    }

    @Test
    void shouldReportEverySecretThatFails() {
        fixture.with("one", Optional.empty(), Optional.empty(), Optional.empty())
                .with("two", Optional.of(choice("credential", "{id: 'x'}")), Optional.empty(), Optional.empty());

        Throwable failure = catchThrowable(this::provision);

        assertThat(((PromotionException) failure).findings()).hasSize(2);
    }

    @Test
    void shouldReportWrongSettingsOfAllSecretsAtOnce() {
        fixture.with("a", Optional.of(choice("generate", "{length: 4}")), Optional.empty(), Optional.empty())
                .with("b", Optional.of(choice("shoebox", "{}")), Optional.empty(), Optional.empty())
                .with("c", Optional.empty(), Optional.empty(), Optional.of(choice("prayer", "{}")));

        assertThatThrownBy(this::provision)
                .hasMessageContaining("enough characters for 64 random bits, but was 4 of 62 different ones: 23 bits")
                .hasMessageContaining("a source: copy, credential, generate, but was shoebox")
                .hasMessageContaining("a verification: command, http, tcp, but was prayer");
    }

    @Test
    void shouldSayThatAStoreDoesNotAnswerAndChangeNothing() throws Exception {
        fixture.generated("db", Optional.empty());
        provision();
        fixture.passDays(91);
        fixture.store("db").observe(moment -> {
            if (moment.equals("before stage")) {
                throw new SecretStoreException(
                        Reason.THROTTLED, "memory", "db", "an answer", "too many requests", "wait a minute");
            }
        });

        assertThatThrownBy(this::provisionAnew).hasMessageContaining("too many requests; wait a minute");
        fixture.store("db").observe(moment -> {});
        assertThat(fixture.store("db").stages().current()).contains("v1");
    }

    @Test
    void shouldWarnAboutAStagedVersionThatItCouldNotDrop() throws Exception {
        fixture.generated("db", Optional.of(command()));
        fixture.commandResult = new CommandRunner.Result(1, "");
        fixture.store("db").observe(moment -> {
            if (moment.equals("before discard")) {
                throw new SecretStoreException(Reason.UNREACHABLE, "memory", "db", "an answer", "none", "wait");
            }
        });

        assertThatThrownBy(this::provision)
                .hasMessageContaining("exit code 1")
                .hasMessageContaining("expected staged version v1 to be dropped, but was none;"
                        + " nothing uses it; the next rotation replaces it");
    }

    @Test
    void shouldDoNothingThatTheJournalDoesNotKnow() {
        fixture.generated("db", Optional.empty());
        journal.observe(moment -> {
            throw new IllegalStateException("disk full");
        });

        assertThatThrownBy(this::provision).hasMessage("disk full");
        assertThat(fixture.store("db").made()).isZero();
    }

    @Test
    void shouldAuditEveryAccessWithoutAValue() throws Exception {
        fixture.generated("db", Optional.of(command()));
        provision();
        fixture.environment().read("db", "deploy").close();

        assertThat(fixture.accesses)
                .extracting(Access::action, Access::version, Access::purpose, Access::outcome)
                .containsExactly(
                        tuple(Action.STAGE, "v1", "provision", "done"),
                        tuple(Action.READ, "v1", "provision", "done"),
                        tuple(Action.PROMOTE, "v1", "provision", "done"),
                        tuple(Action.READ, "v1", "deploy", "done"));
        assertThat(fixture.accesses).allSatisfy(access -> {
            assertThat(access.who()).isEqualTo("alice");
            assertThat(access.environment()).isEqualTo("testing");
            assertThat(access.secret()).isEqualTo("db");
            assertThat(access.at()).isEqualTo(fixture.now.toEpochMilli());
        });
        assertThat(fixture.accesses.toString()).doesNotContain(fixture.value("db"));
    }

    @Test
    void shouldAuditAnAccessThatFailed() {
        fixture.with("mail", Optional.of(choice("credential", "{id: 'smtp'}")), Optional.empty(), Optional.empty());

        catchThrowable(this::provision);

        assertThat(fixture.accesses).singleElement().satisfies(access -> {
            assertThat(access.store()).isEqualTo("credential smtp");
            assertThat(access.outcome()).isEqualTo("failed: none");
        });
    }

    @Test
    void shouldHandOutNoValueThatCannotBeAudited() throws Exception {
        fixture.generated("db", Optional.empty());
        provision();
        fixture.audit = access -> {
            throw new IllegalStateException("audit is full");
        };

        assertThatThrownBy(() -> fixture.environment().read("db", "deploy")).hasMessage("audit is full");
    }

    @Test
    void shouldTeachTheMaskEveryValueBeforeAnybodyCanPrintIt() throws Exception {
        fixture.generated("db", Optional.empty());
        provision();

        assertThat(fixture.mask.mask("it is " + fixture.value("db"))).isEqualTo("it is ****");
    }

    @Test
    void shouldLeaveNoValueInJournalResultOrAudit() throws Exception {
        fixture.generated("db", Optional.of(command()));
        ProvisionedSecrets provisioned = provision();
        LeakScan scan = LeakScan.of(fixture.value("db"));
        String json = new ObjectMapper().writeValueAsString(provisioned);
        ByteArrayOutputStream serialized = new ByteArrayOutputStream();
        new ObjectOutputStream(serialized).writeObject(provisioned);

        assertThat(scan.scan("journal", utf8(journal.entries().toString()))).isEmpty();
        assertThat(scan.scan("json", utf8(json))).isEmpty();
        assertThat(scan.scan("serialized", serialized.toByteArray())).isEmpty();
        assertThat(json).hasSizeLessThan(300);
        assertThat(new ObjectMapper().readValue(json, ProvisionedSecrets.class)).hasToString(provisioned.toString());
        assertThat(new ObjectInputStream(new ByteArrayInputStream(serialized.toByteArray())).readObject())
                .hasToString(provisioned.toString());
    }

    private ProvisionedSecrets provision() throws Exception {
        return fixture.environment().provision(journal);
    }

    private ProvisionedSecrets provisionAnew() throws Exception {
        return fixture.environment().provision(new MemoryJournal());
    }

    private List<String> kinds() {
        return journal.entries().stream().map(JournalEntry::kind).toList();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
