package io.jenkins.plugins.promotion.engine;

import static io.jenkins.plugins.promotion.engine.FakeHost.PLACE;
import static io.jenkins.plugins.promotion.engine.FakeHost.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.Severity;
import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.rollout.Progress;
import io.jenkins.plugins.promotion.engine.secrets.SecretValue;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever becomes of the promotion file during a deployment, everything comes back. */
class BrokenFileTest extends OnAFakeHost {
    private static final String NONSENSE = "application: [";
    private static final String WITHOUT_THE_ENVIRONMENT = """
            application: shop
            environments:
              testing:
                url: "http://127.0.0.1:1"
                slots: { blue: "http://127.0.0.1:2", green: "http://127.0.0.1:3" }
                traffic: { script: { read: "true", apply: "true" } }
            """;

    private String configuration;

    @BeforeEach
    void start() throws Exception {
        host.deploy("v2", Slot.GREEN);
        configuration = host.published();
        host.configure("pool: 20");
    }

    /** A deployment of v3 that has changed everything. */
    private String changed() throws Exception {
        String id = host.promotion().deployment(PRODUCTION, "v3", "run v3", "alice");
        host.promotion().begin(id);
        host.promotion().publishConfiguration(id);
        host.promotion().provisionSecrets(id);
        host.slots.run(Slot.BLUE, "v3");
        host.finish(host.promotion().blueGreenSwitch(id));
        assertThat(host.slots.split).isEqualTo(TrafficSplit.allTo(Slot.BLUE));
        return id;
    }

    private void assertBack(DeploymentRecord record) throws Exception {
        assertThat(record.result()).isEqualTo(Result.ROLLED_BACK);
        assertThat(host.slots.split).isEqualTo(TrafficSplit.allTo(Slot.GREEN));
        assertThat(host.published()).isEqualTo(configuration);
        assertThat(host.leases.holder(PLACE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {NONSENSE, WITHOUT_THE_ENVIRONMENT, ""})
    void shouldBringEverythingBackWithTheFileThatTheDeploymentBeganWith(String broken) throws Exception {
        String id = changed();
        host.breakFile(broken);

        DeploymentRecord record = host.toGoBack(id).rollBack(id, "users complain");

        assertThat(record.findings())
                .filteredOn(finding -> finding.severity() == Severity.WARNING)
                .singleElement()
                .asString()
                .startsWith("promotion.yaml: expected the promotion file of the application")
                .contains("the way back uses the file that deployment " + id + " began with");
        assertBack(record);
    }

    @Test
    void shouldGoOnWithTheWayBackInAnotherProcess() throws Exception {
        String id = changed();
        host.breakFile(NONSENSE);
        host.dieAt(10);
        assertThatThrownBy(() -> host.toGoBack(id).rollBack(id, "users complain"))
                .isInstanceOf(FakeHost.Killed.class);
        assertThat(host.journal).contains("rollback.intent");
        host.restart();

        DeploymentRecord record = host.toGoBack(id).rollBack(id, "users complain");

        assertThat(record.findings()).extracting(Finding::severity).containsOnlyOnce(Severity.WARNING);
        assertBack(record);
    }

    @Test
    void shouldReturnToAnEarlierReleaseToo() throws Exception {
        host.promotion().succeed(changed());
        host.breakFile(NONSENSE);
        Promotion back = host.toGoBack("");

        String id = back.returning(PRODUCTION).begin("", "", "alice");
        Progress progress = host.finish(back.returning(PRODUCTION).switchBack(id));
        DeploymentRecord record = back.returning(PRODUCTION).complete(id, ((Progress.Finished) progress).outcome());

        assertThat(back.warnings()).hasSize(1);
        assertThat(record.findings()).isEqualTo(back.warnings());
        assertThat(record.result()).isEqualTo(Result.SUCCEEDED);
        assertThat(host.slots.split).isEqualTo(TrafficSplit.allTo(Slot.GREEN));
        assertThat(host.published()).isEqualTo(configuration);
    }

    @Test
    void shouldPreferTheFileAsItIsNow() throws Exception {
        String id = changed();
        host.rollout = "soak: 1s";
        host.promotion();

        Promotion back = host.toGoBack(id);

        assertThat(back.warnings()).isEmpty();
        assertThat(back.environment(PRODUCTION).rollout().canary()).isEmpty();
    }

    @Test
    void shouldTellWhatIsWrongWithTheFileIfNoDeploymentBeganWithABetterOne() throws Exception {
        String planned = host.promotion().deployment(PRODUCTION, "v3", "run v3", "alice");
        host.breakFile(NONSENSE);

        assertThatThrownBy(() -> host.toGoBack(planned)).hasMessageContaining("promotion.yaml:1");
        host.forgetHistory();
        assertThatThrownBy(() -> host.toGoBack("")).hasMessageContaining("promotion.yaml:1");
    }

    @Test
    void shouldNotGoBackWithSomebodyElsesFile() throws Exception {
        host.promotion().succeed(changed());
        host.breakFile(NONSENSE);
        host.own = deployment -> false;

        assertThatThrownBy(() -> host.toGoBack("")).hasMessageContaining("promotion.yaml:1");
    }

    @Test
    void shouldNotGuessWhichApplicationsFileIsBroken() throws Exception {
        String id = changed();
        host.promotion().succeed(id);
        host.deployments().save(ofCart(host.deployments().find(id).orElseThrow()));
        host.breakFile(NONSENSE);

        assertThatThrownBy(() -> host.toGoBack("")).hasMessageContaining("promotion.yaml:1");
        assertThat(host.toGoBack(id).file().application()).isEqualTo("shop");
    }

    private static DeploymentRecord ofCart(DeploymentRecord other) {
        return new DeploymentRecord(
                Deployment.of(
                        "cart", PRODUCTION, "v1", "", "bob", other.deployment().startedAt(), new Random(1)),
                other.result(),
                other.cause(),
                other.endedAt(),
                other.previous(),
                other.slot(),
                other.planDigest(),
                other.approvals(),
                other.phases(),
                other.findings(),
                other.configuration(),
                other.secrets(),
                other.baseline(),
                other.after(),
                other.restored(),
                other.live());
    }

    @Test
    void shouldKeepNoFileInWhichASecretStands() throws Exception {
        host.mask().hide(SecretValue.of("correct horse"));
        host.approval = "# correct horse";
        String id = host.promotion().deployment(PRODUCTION, "v3", "run v3", "alice");
        host.promotion().begin(id);

        assertThat(host.promotion().rollBack(id, "enough").findings())
                .extracting(Finding::butWas)
                .containsExactly("one in which the value of a secret stands");
        try (Stream<Path> kept = Files.list(folder.resolve("deployments").resolve(id))) {
            assertThat(kept)
                    .extracting(path -> path.getFileName().toString())
                    .doesNotContain("began-with-promotion.yaml");
        }
    }
}
