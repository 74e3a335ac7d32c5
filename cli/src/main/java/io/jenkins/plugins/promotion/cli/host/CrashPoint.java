package io.jenkins.plugins.promotion.cli.host;

import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Kills this process with SIGKILL at a write to a deployment's journal: for tests of what a crash leaves behind. Switched on by
 * the system property {@code promotion.crashAt}, for example {@code 17:before} or {@code rollout.applied:after}.
 *
 * @param write the entry's number in its journal, or its kind
 * @param before whether before the write, or after it
 */
record CrashPoint(String write, boolean before) {
    private static final String PROPERTY = "promotion.crashAt";

    static Optional<CrashPoint> ofProcess() {
        return Optional.ofNullable(System.getProperty(PROPERTY)).map(CrashPoint::of);
    }

    private static CrashPoint of(String text) {
        int colon = text.lastIndexOf(':');
        return new CrashPoint(text.substring(0, colon), text.endsWith(":before"));
    }

    /** Goes off when the entry comes, else tells the listener. */
    JournalListener around(JournalListener listener) {
        return new JournalListener() {
            @Override
            public void before(JournalEntry entry) {
                if (before && isAt(entry)) {
                    kill();
                }
                listener.before(entry);
            }

            @Override
            public void after(JournalEntry entry) {
                if (!before && isAt(entry)) {
                    kill();
                }
                listener.after(entry);
            }
        };
    }

    private boolean isAt(JournalEntry entry) {
        return write.equals(String.valueOf(entry.number())) || write.equals(entry.kind());
    }

    /** As a machine would: no hook runs, nothing is flushed. */
    private static void kill() {
        try {
            String pid = String.valueOf(ProcessHandle.current().pid());
            new ProcessBuilder("kill", "-9", pid).start().waitFor();
            Thread.sleep(Long.MAX_VALUE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
