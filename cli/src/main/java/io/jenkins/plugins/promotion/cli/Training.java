package io.jenkins.plugins.promotion.cli;

import java.io.Reader;
import java.io.Writer;

/** Runs the short commands once, so that the class archive which {@code ./promote} makes at build time knows their classes. */
final class Training {
    private Training() {}

    /** Succeeds whatever the commands say: it is only about which classes they load. */
    public static void main(String[] args) {
        Terminal nowhere = new Terminal(
                Writer.nullWriter(),
                Writer.nullWriter(),
                Reader.nullReader(),
                Terminal.ofProcess().capabilities());
        Promote.run(nowhere, "--help");
        Promote.run(nowhere, "--version");
        Promote.run(nowhere, "--hepl");
    }
}
