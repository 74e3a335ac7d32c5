package io.jenkins.plugins.promotion.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * What a person types. Reading a terminal cannot be interrupted, waiting for it here can: the line that is still being read
 * is then for whoever asks next.
 */
final class TypedLines {
    private final BufferedReader in;
    private CompletableFuture<Optional<String>> next;

    TypedLines(Reader in) {
        this.in = new BufferedReader(in);
    }

    /** The next line; empty if there is none. */
    Optional<String> next() throws IOException, InterruptedException {
        CompletableFuture<Optional<String>> line = begin();
        try {
            return line.get();
        } catch (ExecutionException e) {
            throw new IOException("cannot read what is typed: " + e.getCause().getMessage(), e.getCause());
        } finally {
            end(line);
        }
    }

    private synchronized CompletableFuture<Optional<String>> begin() {
        if (next == null) {
            CompletableFuture<Optional<String>> line = new CompletableFuture<>();
            Thread reader = new Thread(() -> read(line), "typed-lines");
            reader.setDaemon(true);
            reader.start();
            next = line;
        }
        return next;
    }

    private synchronized void end(CompletableFuture<Optional<String>> line) {
        if (line.isDone()) {
            next = null;
        }
    }

    private void read(CompletableFuture<Optional<String>> line) {
        try {
            line.complete(Optional.ofNullable(in.readLine()));
        } catch (IOException e) {
            line.completeExceptionally(e);
        }
    }
}
