package io.jenkins.plugins.promotion.engine.journal;

/** Sees every entry as it is written: live displays, notices, tests. */
public interface JournalListener {

    /** About to be written. */
    default void before(JournalEntry entry) {}

    /** Written, and on disk if it was {@linkplain Journal#commit committed}. */
    void after(JournalEntry entry);
}
