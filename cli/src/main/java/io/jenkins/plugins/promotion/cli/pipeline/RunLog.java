package io.jenkins.plugins.promotion.cli.pipeline;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The log of a run: {@code log.txt} and the listener. Safe for use from several threads. */
final class RunLog implements Closeable {
    private final Writer file;
    private final Secrets secrets;
    private final RunListener listener;

    RunLog(Path path, Secrets secrets, RunListener listener) throws IOException {
        this.file = Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        this.secrets = secrets;
        this.listener = listener;
    }

    synchronized void write(String stage, String branch, String text) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        String masked = secrets.mask(text);
        try {
            for (String line : masked.split("\\R", -1)) {
                String where = branch.isEmpty() ? "" : "[" + branch + "] ";
                file.write("[" + now + "] " + where + line + "\n");
                listener.logged(new LogLine(now.toEpochMilli(), stage, branch, line));
            }
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the run's log", e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
