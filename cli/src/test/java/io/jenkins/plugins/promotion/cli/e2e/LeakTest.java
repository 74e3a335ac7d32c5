package io.jenkins.plugins.promotion.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.promotion.engine.secrets.LeakScan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that scripts get, print and put into errors stay out of every byte that is left behind, however the run ends. */
@Timeout(600)
class LeakTest {
    /** Encodes differently in every encoding, and has several lines. */
    private static final String MARKED = "M4rk+/=&%~ \"q' <one>?\nM4rk #two: \u00fc\u00df ;$x`\\\nM4rk-three**";

    private static final String PRINT = """
            #!/bin/sh
            # Everything that a careless script may do with a secret.
            [ -n "${DB_PASSWORD:-}" ] || exec ../promote secrets exec -e production -f promotion.yaml \\
                --credentials "$CREDENTIALS" -- "$0"
            set -x
            echo "the password is $DB_PASSWORD"
            echo "the key is $API_KEY" >&2
            printf '%s' "$DB_PASSWORD" | base64
            printf 'shop:%s' "$DB_PASSWORD" | base64 -w 0
            printf 'api:%s' "$API_KEY" | base64 -w 0
            printf '%s' "$API_KEY" | base64
            env
            """;

    /** The deployment prints, waits to be let go on, and prints again; what it gets back goes through the pipeline's state. */
    private static final String JENKINSFILE = """
            @Library('environment-promotion') _
            promotionPipeline(
                build: { return params.RELEASE },
                deploy: {
                    sh './print.sh; while [ ! -e go ]; do sleep 0.05; done'
                    def printed = sh(returnStdout: true, script: './print.sh')
                    sh './deploy.sh'
                    echo "it said: ${printed}"
                    if (params.FAIL) { error "cannot work with ${printed}" }
                })
            """;

    @TempDir
    private Path folder;

    private Rig rig;
    private Path credentials;

    @BeforeEach
    void startRig() throws Exception {
        credentials = folder.resolve("outside/credentials.yaml");
        Files.createDirectories(credentials.getParent());
        Files.writeString(
                credentials, new ObjectMapper().writeValueAsString(Map.of("shop-db", Map.of("string", MARKED))));
        rig = Rig.start(folder.resolve("rig"), Rig.Balancer.EMBEDDED);
        Path tmp = Files.createDirectories(rig.folder().resolve("tmp"));
        rig.option("-Djava.io.tmpdir=" + tmp);
        rig.variable("TMPDIR", tmp.toString());
        rig.variable("CREDENTIALS", credentials.toString());
        rig.launcher();
        rig.write("Jenkinsfile", JENKINSFILE);
        rig.write("print.sh", PRINT);
        assertThat(rig.file("print.sh").toFile().setExecutable(true)).isTrue();
        rig.edit("promotion.yaml", "generate: { length: 24 }", "credential: shop-db");
        rig.edit("promotion.yaml", "    smoke:", """
                      - name: api-key
                        generate: { length: 40, alphabet: "ab+/%&=? " }
                        rotateEvery: 1ms
                        store: { file: { path: "${SECRETS}/secrets.json", keyFile: "${SECRETS}/key" } }
                    smoke:""".indent(4).stripTrailing());
    }

    @AfterEach
    void closeRig() throws Exception {
        rig.close();
    }

    private PromoteProcess begin(String release, String... more) throws Exception {
        Files.deleteIfExists(rig.file("go"));
        List<String> arguments = new java.util.ArrayList<>(List.of("run", "-p", "RELEASE=" + release, "--approve-as"));
        arguments.addAll(List.of("alice", "--verbose", "--credentials", credentials.toString()));
        arguments.addAll(List.of(more));
        return rig.begin(arguments.toArray(String[]::new));
    }

    private void letGoOn() throws Exception {
        rig.write("go", "");
    }

    /** Every version that there ever was of both secrets, in every byte of the rig. */
    private void assertNoLeak() throws Exception {
        List<String> values = new java.util.ArrayList<>(rig.secretValues("api-key"));
        assertThat(values).isNotEmpty();
        values.add(MARKED);
        assertThat(LeakScan.of(values.toArray(String[]::new)).scan(rig.folder()))
                .isEmpty();
    }

    private String log(int run) throws Exception {
        return Files.readString(rig.state().resolve("runs/" + run + "/log.txt"));
    }

    @Test
    void shouldLeaveNoSecretBehindAfterSuccessFailureAndAbort() throws Exception {
        PromoteProcess success = begin("v1");
        letGoOn();
        PromoteProcess.Ended succeeded = success.await();
        assertThat(succeeded.exit()).describedAs(succeeded.all()).isZero();
        assertThat(log(1)).contains("the password is ****", "the key is ****", "it said: the password is ****");
        assertNoLeak();

        PromoteProcess failure = begin("v2", "-p", "FAIL=yes");
        letGoOn();
        PromoteProcess.Ended failed = failure.await();
        assertThat(failed.exit()).describedAs(failed.all()).isEqualTo(1);
        assertThat(failed.all()).contains("cannot work with the password is ****");
        assertNoLeak();

        rig.variable("HOLD", "600s");
        PromoteProcess abort = begin("v3");
        letGoOn();
        rig.awaitJournal(abort, "v3", "rollout.applied", "=50");
        abort.interrupt();
        assertThat(abort.await().exit()).isEqualTo(1);
        assertNoLeak();
    }

    @Test
    void shouldLeaveNoSecretBehindWhenKilledAndResumed() throws Exception {
        PromoteProcess killed = begin("v1");
        rig.awaitLog(killed, "the key is ****");
        killed.kill();
        assertNoLeak();
        letGoOn();

        PromoteProcess.Ended resumed = rig.promote("resume", "--approve-as", "alice", "--verbose");

        assertThat(resumed.exit()).describedAs(resumed.all()).isZero();
        assertThat(log(1)).contains("it said: the password is ****");
        assertNoLeak();
    }

    @Test
    void shouldNotRepeatWhatAVerificationPrints() throws Exception {
        rig.edit("promotion.yaml", "test ! -e faults/secrets", "printenv SECRET; exit 1");
        PromoteProcess.Ended ended = begin("v1").await();
        assertThat(ended.exit()).describedAs(ended.all()).isEqualTo(1);
        assertThat(ended.all()).contains("****");
        assertThat(LeakScan.of(MARKED).scan(rig.folder())).isEmpty();
    }
}
