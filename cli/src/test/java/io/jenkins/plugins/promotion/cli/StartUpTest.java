package io.jenkins.plugins.promotion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code ./promote --help} has to be instant, so it may not load what only the long commands need. */
class StartUpTest {
    private static final List<String> HEAVY = List.of(
            "groovy.lang.",
            "com.cloudbees.groovy.",
            "com.fasterxml.jackson.",
            "com.networknt.",
            "org.yaml.",
            "io.undertow.",
            "java.net.http.");

    @Test
    void shouldNotLoadHeavyLibrariesForHelp() throws Exception {
        Process help = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:stdout:none",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Promote.class.getName(),
                        "--help")
                .redirectErrorStream(true)
                .start();
        List<String> loaded =
                new String(help.getInputStream().readAllBytes()).lines().toList();

        assertThat(help.waitFor()).isZero();
        assertThat(loaded).anyMatch(line -> line.startsWith("picocli.CommandLine "));
        assertThat(loaded).noneMatch(line -> HEAVY.stream().anyMatch(line::startsWith));
    }
}
