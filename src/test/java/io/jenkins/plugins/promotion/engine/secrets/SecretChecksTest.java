package io.jenkins.plugins.promotion.engine.secrets;

import static io.jenkins.plugins.promotion.engine.secrets.SecretsFixture.choice;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import io.jenkins.plugins.promotion.engine.secrets.SecretStoreException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretChecksTest {
    private static final Optional<Duration> QUARTER = Optional.of(Duration.ofDays(90));
    private static final Optional<Choice> CREDENTIAL = Optional.of(choice("credential", "{id: 'smtp'}"));

    private final SecretsFixture fixture = new SecretsFixture();

    @Test
    void shouldSayThatTheFirstVersionIsStillToBeMade() throws Exception {
        fixture.generated("db", Optional.empty());

        assertThat(run()).containsExactly("secret db: its first version is made from a generator by this deployment");
    }

    @Test
    void shouldSayWhichVersionIsThere() throws Exception {
        fixture.generated("db", Optional.empty());
        provision();
        fixture.passDays(1);

        assertThat(run()).containsExactly("secret db: version v1, 1 day old");
    }

    @Test
    void shouldFindThatASecretIsNowhere() throws Exception {
        fixture.with("db", Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(run())
                .containsExactly("secret db in memory: expected a current version, or a source for the first one,"
                        + " but was neither; put it into the store, or add generate, credential or copy"
                        + " in the promotion file");
    }

    @Test
    void shouldFindThatACredentialIsMissing() throws Exception {
        fixture.with("mail", CREDENTIAL, Optional.empty(), Optional.empty());

        assertThat(run()).singleElement().asString().startsWith("credential smtp: expected a credential");
    }

    @Test
    void shouldFindThatACurrentVersionDoesNotOpen() throws Exception {
        fixture.generated("db", Optional.empty());
        provision();
        fixture.store("db").observe(moment -> {
            if (moment.equals("read")) {
                throw new SecretStoreException(Reason.CORRUPT, "memory", "db", "a value", "rubbish", "restore it");
            }
        });

        assertThat(run()).containsExactly("secret db in memory: expected a value, but was rubbish; restore it");
    }

    @Test
    void shouldReportWrongSettingsAsFindings() throws Exception {
        fixture.with("db", Optional.of(choice("generate", "{length: 3}")), Optional.empty(), Optional.empty());

        assertThat(run()).singleElement().asString().contains("enough characters for 64 random bits");
    }

    @Test
    void shouldLetADeploymentReplaceWhatIsTooOld() throws Exception {
        fixture.generated("db", Optional.empty());
        provision();
        fixture.passDays(90);

        assertThat(run())
                .containsExactly(
                        "secret db: version v1, 90 days old", "age of secret db: 90 days; this deployment replaces it");
    }

    @Test
    void shouldStopADeploymentThatCannotReplaceWhatIsTooOld() throws Exception {
        fixture.credentials.put("smtp", "one");
        fixture.with("mail", CREDENTIAL, QUARTER, Optional.empty());
        provision();
        fixture.passDays(89);
        assertThat(findings()).noneMatch(Finding::isError);

        fixture.passDays(31);
        assertThat(findings())
                .filteredOn(Finding::isError)
                .extracting(Finding::toString)
                .containsExactly("age of secret mail: expected less than 90 days, but was 120 days;"
                        + " put a new value into credential smtp; the next deployment takes it over");

        fixture.credentials.put("smtp", "two");
        assertThat(run()).contains("age of secret mail: 120 days; this deployment replaces it");
    }

    @Test
    void shouldChangeNothing() throws Exception {
        fixture.generated("db", Optional.empty());

        run();

        assertThat(fixture.store("db").made()).isZero();
    }

    private void provision() throws Exception {
        fixture.environment().provision(new MemoryJournal());
    }

    private List<String> run() throws Exception {
        return findings().stream().map(Finding::toString).toList();
    }

    private List<Finding> findings() throws Exception {
        List<Finding> findings = new ArrayList<>();
        for (Check check : fixture.environment().checks()) {
            findings.addAll(check.run());
        }
        return findings;
    }
}
