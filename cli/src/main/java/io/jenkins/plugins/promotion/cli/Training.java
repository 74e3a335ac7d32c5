package io.jenkins.plugins.promotion.cli;

import java.io.Reader;
import java.io.Writer;
import java.util.List;

/** Runs the short commands once, so that the class archive which {@code ./promote} makes at build time knows their classes. */
final class Training {
    private Training() {}

    /**
     * Succeeds whatever the commands say: it is only about which classes they load.
     *
     * @param files promotion files that are there to be validated
     */
    public static void main(String[] files) {
        Terminal nowhere = new Terminal(
                Writer.nullWriter(),
                Writer.nullWriter(),
                Reader.nullReader(),
                Terminal.ofProcess().capabilities());
        Promote.run(nowhere, "--help");
        Promote.run(nowhere, "--version");
        Promote.run(nowhere, "--hepl");
        List.of(files).forEach(file -> Promote.run(nowhere, "validate", file));
    }
}
