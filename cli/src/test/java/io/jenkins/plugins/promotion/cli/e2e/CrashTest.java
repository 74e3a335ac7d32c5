package io.jenkins.plugins.promotion.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.history.DeploymentJournal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Crashes where the journal is not being written: at a gate, and in the deployment's own process. */
@Timeout(600)
class CrashTest {
    @TempDir
    private Path folder;

    private Rig rig;

    @BeforeEach
    void startRig() throws Exception {
        rig = Rig.start(folder, Rig.Balancer.EMBEDDED);
    }

    @AfterEach
    void closeRig() throws Exception {
        rig.close();
    }

    @Test
    void shouldKeepTheAnswersOfAGateThatWasKilled() throws Exception {
        rig.edit("promotion.yaml", "quorum: 1", "quorum: 2");
        PromoteProcess killed = rig.begin("run", "-p", "RELEASE=v1", "--approve-as", "alice", "--approve-as", "bob");
        rig.awaitLog(killed, "Approved by alice");
        killed.kill();

        PromoteProcess.Ended resumed = rig.promote("resume", "--approve-as", "alice", "--approve-as", "bob");

        assertThat(resumed.exit()).describedAs(resumed.all()).isZero();
        assertThat(rig.live()).isEqualTo("v1");
        assertThat(Files.readAllLines(rig.state().resolve("runs/1/inputs.jsonl")))
                .describedAs("nobody was asked twice")
                .hasSize(2);
    }

    @Test
    void shouldFindTheDeploymentsProcessAgainAndRunItOnce() throws Exception {
        rig.write("deploy.sh", Files.readString(rig.file("deploy.sh")) + """
                echo once >>deployed
                while [ ! -e go ]; do sleep 0.02; done
                """);
        PromoteProcess killed = rig.begin("run", "-p", "RELEASE=v1", "--approve-as", "alice");
        while (killed.isAlive() && !Files.exists(rig.file("deployed"))) {
            Thread.sleep(10);
        }
        killed.kill();
        rig.write("go", "");

        PromoteProcess.Ended resumed = rig.resume();

        assertThat(resumed.exit()).describedAs(resumed.all()).isZero();
        assertThat(rig.live()).isEqualTo("v1");
        assertThat(Files.readAllLines(rig.file("deployed"))).isEqualTo(List.of("once"));
    }

    /** A rotation is not begun anew: the second version is the last one. */
    @Test
    void shouldNotRotateASecretTwice() throws Exception {
        assertThat(rig.run("v1").exit()).isZero();
        rig.variable("ROTATE", "1ms");
        for (String point : List.of("secret.staging:after", "secret.staged:before", "secret.promoted:before")) {
            String release = "v2-" + point.replace(':', '-');
            int version = Integer.parseInt(rig.secretVersion("db-password").substring(1));
            assertThat(rig.crash(point, "run", "-p", "RELEASE=" + release, "--approve-as", "alice")
                            .exit())
                    .isEqualTo(137);
            PromoteProcess.Ended resumed = rig.resume();
            assertThat(resumed.exit()).describedAs(resumed.all()).isZero();
            assertThat(rig.secretVersion("db-password")).isEqualTo("v" + (version + 1));
            assertThat(rig.journal(rig.newest()).stream()
                            .filter(entry -> entry.kind().equals(DeploymentJournal.ENDED)))
                    .hasSize(1);
        }
    }
}
