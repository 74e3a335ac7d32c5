package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.journal.Journal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalException;
import io.jenkins.plugins.promotion.engine.secrets.SecretMask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A journal into which no secret gets by way of somebody else's words: an error of a script, an answer of an application. */
final class MaskedJournal implements Journal {
    /** Facts in words. Ids, digests and names are ours, and have to stay as they are. */
    private static final Set<String> WORDS =
            Set.of("cause", "detail", "expected", "butWas", "remedy", "text", "reason");

    private final Journal journal;
    private final SecretMask mask;

    MaskedJournal(Journal journal, SecretMask mask) {
        this.journal = journal;
        this.mask = mask;
    }

    @Override
    public JournalEntry commit(String kind, Map<String, ?> data) throws JournalException {
        return journal.commit(kind, masked(data));
    }

    @Override
    public JournalEntry note(String kind, Map<String, ?> data) throws JournalException {
        return journal.note(kind, masked(data));
    }

    @Override
    public JournalEntry glimpse(String kind, Map<String, ?> data) throws JournalException {
        return journal.glimpse(kind, masked(data));
    }

    private Map<String, Object> masked(Map<String, ?> data) {
        Map<String, Object> masked = new LinkedHashMap<>();
        data.forEach((key, value) ->
                masked.put(key, value instanceof String text && WORDS.contains(key) ? mask.mask(text) : value));
        return masked;
    }

    @Override
    public List<JournalEntry> entries() {
        return journal.entries();
    }

    @Override
    public void close() {
        journal.close();
    }
}
