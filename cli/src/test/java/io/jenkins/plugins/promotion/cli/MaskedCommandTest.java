package io.jenkins.plugins.promotion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskedCommandTest {
    private final FakeTerminal pipe = FakeTerminal.pipe();
    private final MaskedCommand command =
            new MaskedCommand(pipe.terminal(), Map.of("DB_PASSWORD", "correct horse", "EMPTY", ""));

    @TempDir
    Path folder;

    @Test
    void shouldGiveTheCommandItsSecretsAndShowNone() throws Exception {
        int code = sh("echo \"got $DB_PASSWORD\"; printf '%s' \"$DB_PASSWORD\" | base64 >&2; exit 7");

        assertThat(code).isEqualTo(7);
        assertThat(pipe.out()).isEqualTo("got ****\n");
        assertThat(pipe.err()).isEqualTo("****\n");
    }

    @Test
    void shouldReallyGiveThem() throws Exception {
        assertThat(sh("test \"$DB_PASSWORD\" = 'correct horse'")).isZero();
    }

    @Test
    void shouldNotWaitForWhatTheCommandLeavesBehind() throws Exception {
        long start = System.nanoTime();

        assertThat(sh("sleep 20 & echo $! >child; echo started")).isZero();

        assertThat(System.nanoTime() - start).isLessThan(15_000_000_000L);
        assertThat(pipe.out()).isEqualTo("started\n");
        sh("kill $(cat child)");
    }

    private int sh(String script) throws Exception {
        return command.run(List.of("sh", "-c", script), folder);
    }
}
