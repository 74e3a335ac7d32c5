package io.jenkins.plugins.promotion.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {

    @Test
    void shouldCompleteCommandsInBash(@TempDir Path directory) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no /bin/bash");
        Path script = Files.writeString(directory.resolve("completion"), script("bash"));

        String completed = bash("source " + script
                + "; COMP_WORDS=(promote comp); COMP_CWORD=1; _complete_promote 2>/dev/null; echo ${COMPREPLY[*]}");

        assertThat(completed).isEqualTo("completion\n");
    }

    @Test
    void shouldPrepareZshForBashCompletion() {
        assertThat(script("zsh"))
                .startsWith("autoload -U +X compinit && compinit\n")
                .contains("bashcompinit");
    }

    private static String script(String shell) {
        FakeTerminal pipe = FakeTerminal.pipe();
        assertThat(Promote.run(pipe.terminal(), "completion", shell)).isZero();
        return pipe.out();
    }

    private static String bash(String command) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("/bin/bash", "--norc", "-c", command)
                .redirectErrorStream(true)
                .start();
        String output = new String(bash.getInputStream().readAllBytes());
        assertThat(bash.waitFor()).as(output).isZero();
        return output;
    }
}
