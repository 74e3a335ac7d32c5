package io.jenkins.plugins.promotion.engine.secrets;

import io.jenkins.plugins.promotion.engine.journal.Journal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A journal that lives as long as a test, which may stop it before or after a line. */
final class MemoryJournal implements Journal {
    private final List<JournalEntry> entries = new ArrayList<>();
    private Consumer<String> observer = moment -> {};

    void observe(Consumer<String> other) {
        observer = other;
    }

    @Override
    public JournalEntry commit(String kind, Map<String, ?> data) throws JournalException {
        observer.accept("before " + kind);
        JournalEntry entry = new JournalEntry(entries.size() + 1, 0, kind, Map.copyOf(data));
        entries.add(entry);
        observer.accept("after " + kind);
        return entry;
    }

    @Override
    public JournalEntry note(String kind, Map<String, ?> data) throws JournalException {
        return commit(kind, data);
    }

    @Override
    public List<JournalEntry> entries() {
        return List.copyOf(entries);
    }

    @Override
    public void close() {}
}
