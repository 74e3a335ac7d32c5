package io.jenkins.plugins.promotion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndedRunTest {

    @TempDir
    Path folder;

    private int exit;

    @BeforeEach
    void writeFile() throws Exception {
        Files.writeString(folder.resolve("promotion.yaml"), """
                application: storefront
                environments:
                  testing:
                    url: http://127.0.0.1:1
                    slots: { blue: "http://127.0.0.1:2", green: "http://127.0.0.1:3" }
                    traffic: { script: { read: "echo blue=100 green=0", apply: "exit 69" } }
                """);
    }

    @Test
    void shouldLeaveNoDeploymentThatSeemsToBeAtWork() throws Exception {
        Files.writeString(folder.resolve("Jenkinsfile"), """
                node { preflightCheck environment: 'testing', release: 'v42' }
                error 'somebody said no'
                """);

        assertThat(promote("run")).contains("testing v42: FAILED; somebody said no");
        assertThat(promote("history", "--csv")).contains(",v42,,FAILED,");
    }

    /** As on a full disk: the folder in the place of the file cannot be replaced. */
    @Test
    void shouldSayHowToGoOnWithARunThatCannotBeWrittenDown() throws Exception {
        Files.writeString(folder.resolve("Jenkinsfile"), """
                node {
                    preflightCheck environment: 'testing', release: 'v42'
                    sh 'cd .promotion/runs/1; mv run.json kept; mkdir -p run.json/in-the-way'
                }
                """);

        assertThat(promote("run", "--json"))
                .contains("run 1: expected to be written to ", "then 'promote resume 1'")
                .contains("testing stays in the middle of a deployment")
                .contains("{\"result\":\"NEEDS_A_PERSON\",\"errors\":[\"run 1: expected");
        assertThat(exit).isEqualTo(3);

        Path run = folder.resolve(".promotion/runs/1");
        Files.delete(run.resolve("run.json/in-the-way"));
        Files.delete(run.resolve("run.json"));
        Files.move(run.resolve("kept"), run.resolve("run.json"));
        promote("resume");
        assertThat(exit).isZero();
    }

    private String promote(String... arguments) {
        FakeTerminal pipe = FakeTerminal.pipe();
        String[] all = new String[arguments.length + 2];
        all[0] = "-C";
        all[1] = folder.toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        exit = Promote.run(pipe.terminal(), all);
        return pipe.out() + pipe.err();
    }
}
