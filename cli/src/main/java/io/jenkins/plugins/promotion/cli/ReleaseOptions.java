package io.jenkins.plugins.promotion.cli;

import picocli.CommandLine.Option;

/** The options of a command that is about a release in an environment. */
final class ReleaseOptions {
    @Option(
            names = {"-e", "--env"},
            required = true,
            paramLabel = "ENV",
            description = "The environment.")
    private String environment;

    @Option(
            names = {"-r", "--release"},
            required = true,
            paramLabel = "RELEASE",
            description = "The release.")
    private String release;

    String environment() {
        return environment;
    }

    String release() {
        return release;
    }
}
