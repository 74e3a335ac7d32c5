package io.jenkins.plugins.promotion.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code promote} refuses, says so, and changes nothing. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalTest {
    private Rig rig;
    private String promotionFile;
    private String jenkinsfile;

    @BeforeAll
    void startRig(@TempDir Path folder) throws Exception {
        rig = Rig.start(folder, Rig.Balancer.EMBEDDED);
        jenkinsfile = Files.readString(rig.file("Jenkinsfile"));
        promotionFile = Files.readString(rig.file("promotion.yaml"));
    }

    @BeforeEach
    void restore() throws Exception {
        rig.freshState();
        rig.write("promotion.yaml", promotionFile);
        rig.write("Jenkinsfile", jenkinsfile);
        rig.write("config.yaml", "greeting: hello\n");
    }

    @AfterAll
    void closeRig() throws Exception {
        rig.close();
    }

    private void assertNothingChanged() throws Exception {
        assertThat(rig.split().sole()).contains(Slot.BLUE);
        assertThat(rig.live()).isEqualTo("v0");
        assertThat(rig.file("published")).doesNotExist();
        assertThat(rig.slotFile(Slot.GREEN)).doesNotExist();
        assertThat(rig.leaseHolder()).isEmpty();
    }

    private static void assertRefused(PromoteProcess.Ended ended, int exit, String... said) {
        assertThat(ended.exit()).describedAs(ended.all()).isEqualTo(exit);
        assertThat(ended.all()).contains(said).doesNotContain("Exception", "\tat ");
    }

    @Test
    void shouldNameTheEnvironmentsWhenOneIsUnknown() throws Exception {
        assertRefused(rig.promote("plan", "-e", "prod", "-r", "v1"), 2, "production", "prod");
        assertRefused(rig.promote("rollback", "prod", "--simulate"), 2, "production", "prod");
        assertRefused(rig.promote("secrets", "rotate", "prod"), 2, "production", "prod");
        assertNothingChanged();
    }

    @Test
    void shouldReportEveryErrorOfABadFileAtOnce() throws Exception {
        rig.edit("promotion.yaml", "timeout: 20s", "timeot: 20s");
        rig.edit("promotion.yaml", "weight: 25", "weight: 250");
        rig.edit("promotion.yaml", "quorum: 1", "quorum: none");

        for (PromoteProcess.Ended ended : new PromoteProcess.Ended[] {
            rig.promote("validate"), rig.promote("plan", "-e", "production", "-r", "v1"), rig.promote("status")
        }) {
            assertRefused(ended, 2, "timeot", "did you mean", "250", "none");
            assertThat(ended.err().lines().filter(line -> line.matches("promotion\\.yaml:\\d+:\\d+:.*")))
                    .hasSizeGreaterThanOrEqualTo(3);
        }
        PromoteProcess.Ended run = rig.run("v1");
        assertRefused(run, 1, "timeot", "250", "none");
        assertNothingChanged();
    }

    @Test
    void shouldSayWhichFileIsMissing() throws Exception {
        Files.delete(rig.file("promotion.yaml"));
        assertRefused(rig.promote("status"), 2, "promotion.yaml");
        assertRefused(rig.run("v1"), 1, "promotion.yaml");
        assertRefused(rig.promote("run", "Jenkinsfile.missing"), 2, "Jenkinsfile.missing");
        assertNothingChanged();
    }

    @Test
    void shouldFindInPreflightThatACredentialIsMissing() throws Exception {
        rig.edit("promotion.yaml", "generate: { length: 24 }", "credential: shop-db");

        assertRefused(rig.promote("preflight", "-e", "production", "-r", "v1"), 1, "shop-db");
        PromoteProcess.Ended ended = rig.run("v1");

        assertRefused(ended, 1, "shop-db", "no credentials file was given");
        assertThat(rig.newest().result()).isEqualTo(Result.FAILED);
        assertNothingChanged();
    }

    @Test
    void shouldNotGoOnWithoutAnApprover() throws Exception {
        assertRefused(rig.promote("run", "-p", "RELEASE=v1"), 1, "nobody is at the terminal", "--approve-as");
        assertNothingChanged();
    }

    @Test
    void shouldNotTakeTheRequestersApproval() throws Exception {
        rig.edit("promotion.yaml", "from: [alice, bob]", "from: [alice, bob, carol]");
        assertRefused(rig.promote("run", "-p", "RELEASE=v1", "--approve-as", "carol"), 1, "carol");
        assertNothingChanged();
    }

    @Test
    void shouldNotTakeOnePersonForTwo() throws Exception {
        rig.edit("promotion.yaml", "quorum: 1", "quorum: 2");
        assertRefused(rig.run("v1"), 1, "needs 1 more approval");
        assertNothingChanged();
    }

    @Test
    void shouldNotTakeAnApprovalThatWasGivenBeforeTheConfigurationChanged() throws Exception {
        rig.write("Jenkinsfile", steps("""
                approvalGate environment: 'production', release: params.RELEASE
                node { writeFile file: 'config.yaml', text: 'greeting: changed' }
                """));
        assertRefused(rig.run("v1"), 1, "approvals of plan", "a changed plan needs new approvals");
        assertNothingChanged();
    }

    @Test
    void shouldGiveNothingToAPipelineThatLeavesOutTheGate() throws Exception {
        rig.write("Jenkinsfile", steps(""));
        assertRefused(rig.run("v1"), 1, "approvals of plan", "ask with approvalGate");
        assertNothingChanged();
    }

    private static String steps(String gate) {
        return """
                @Library('environment-promotion') _
                node { preflightCheck environment: 'production', release: params.RELEASE }
                %s
                node {
                    autoRollback(environment: 'production', release: params.RELEASE) {
                        publishConfiguration environment: 'production'
                        sh './deploy.sh'
                        blueGreenSwitch environment: 'production', release: params.RELEASE
                    }
                }
                """.formatted(gate);
    }

    @Test
    void shouldRefuseASecondRunInTheSameEnvironmentAndNameTheFirst() throws Exception {
        rig.variable("HOLD", "600s");
        PromoteProcess first = rig.begin("run", "-p", "RELEASE=v1", "--approve-as", "alice");
        rig.awaitJournal(first, "v1", "rollout.applied", "blue=50");
        String holder = rig.newest().deployment().id();

        assertRefused(rig.run("v2"), 1, holder, "is at work");

        assertThat(rig.split().blue()).isEqualTo(50);
        first.interrupt();
        assertThat(first.await().exit()).isEqualTo(1);
        assertThat(rig.live()).isEqualTo("v0");
    }

    @Test
    void shouldShowInAPlanWhatEachValueIsAndWhereItComesFrom() throws Exception {
        rig.variable("SHOP__LIMIT", "7");

        PromoteProcess.Ended ended = rig.promote("plan", "-e", "production", "-r", "v1");

        assertThat(ended.exit()).describedAs(ended.all()).isZero();
        assertThat(ended.out())
                .contains("shop v1 to production, where v0 is live")
                .contains("into the green slot")
                .containsPattern("greeting.*hello.*config\\.yaml:1")
                .containsPattern("limit.*7.*SHOP__LIMIT")
                .contains("digest")
                .contains("the first configuration, 2 values");
        assertNothingChanged();
    }

    @Test
    void shouldRefuseAReleaseThatIsLiveAlready() throws Exception {
        assertRefused(rig.run("v0"), 1, "v0 is live");
        assertNothingChanged();
    }
}
