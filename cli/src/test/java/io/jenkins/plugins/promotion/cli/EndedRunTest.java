package io.jenkins.plugins.promotion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndedRunTest {

    @TempDir
    Path folder;

    @Test
    void shouldLeaveNoDeploymentThatSeemsToBeAtWork() throws Exception {
        Files.writeString(folder.resolve("promotion.yaml"), """
                application: storefront
                environments:
                  testing:
                    url: http://127.0.0.1:1
                    slots: { blue: "http://127.0.0.1:2", green: "http://127.0.0.1:3" }
                    traffic: { script: { read: "echo blue=100 green=0", apply: "exit 69" } }
                """);
        Files.writeString(folder.resolve("Jenkinsfile"), """
                node { preflightCheck environment: 'testing', release: 'v42' }
                error 'somebody said no'
                """);

        assertThat(promote("run")).contains("testing v42: FAILED; somebody said no");
        assertThat(promote("history", "--csv")).contains(",v42,,FAILED,");
    }

    private String promote(String... arguments) {
        FakeTerminal pipe = FakeTerminal.pipe();
        String[] all = new String[arguments.length + 2];
        all[0] = "-C";
        all[1] = folder.toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        Promote.run(pipe.terminal(), all);
        return pipe.out() + pipe.err();
    }
}
