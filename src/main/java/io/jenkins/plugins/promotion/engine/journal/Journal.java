package io.jenkins.plugins.promotion.engine.journal;

import java.io.Closeable;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The append-only record of a deployment: intent before every effect, outcome after it. */
public interface Journal extends Closeable {

    /** Writes an entry and returns when it is safe. */
    JournalEntry commit(String kind, Map<String, ?> data) throws JournalException;

    /** Writes an entry that a power cut may lose: something seen, not something about to be done. */
    JournalEntry note(String kind, Map<String, ?> data) throws JournalException;

    /**
     * As {@link #note}, for what is looked at while something is waited for: from then on the journal is on disk only, until
     * somebody asks for its entries, so that hundreds of long waits cost little memory.
     */
    default JournalEntry glimpse(String kind, Map<String, ?> data) throws JournalException {
        return note(kind, data);
    }

    /**
     * All entries so far, oldest first.
     *
     * @throws UncheckedIOException if they are on disk only, and cannot be read
     */
    List<JournalEntry> entries();

    /** The newest entry of that kind. */
    default Optional<JournalEntry> last(String kind) {
        List<JournalEntry> entries = entries();
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).kind().equals(kind)) {
                return Optional.of(entries.get(i));
            }
        }
        return Optional.empty();
    }

    @Override
    void close();
}
