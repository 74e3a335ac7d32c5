package io.jenkins.plugins.promotion.cli.report;

import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.FileDeploymentStore;
import io.jenkins.plugins.promotion.engine.journal.FileJournal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of one deployment.
 *
 * @param journal for what the record leaves out: when the weights changed, what was planned
 * @param incident the incident report; empty if none was written
 */
public record Story(DeploymentRecord record, List<JournalEntry> journal, String incident) {

    public Story {
        journal = List.copyOf(journal);
    }

    /** The story of a deployment that the store keeps. */
    public static Story read(FileDeploymentStore store, DeploymentRecord record) throws IOException {
        Path journal = store.journalFile(record.deployment().id());
        Path incident = journal.resolveSibling("incident.md");
        return new Story(record, FileJournal.read(journal), Files.exists(incident) ? Files.readString(incident) : "");
    }

    String environment() {
        return record.deployment().environment();
    }

    String release() {
        return record.deployment().release();
    }

    /** Where the release was put; empty before that was decided. */
    Optional<Slot> slot() {
        return record.slot().isEmpty() ? Optional.empty() : Optional.of(Slot.of(record.slot()));
    }

    /** The release in that slot: the new one, or the one before; empty if none was there. */
    String releaseIn(Slot slot) {
        return slot().map(own -> own == slot ? release() : record.previous()).orElse("");
    }

    /** Epoch milliseconds. */
    long startedAt() {
        return record.deployment().startedAt();
    }

    /** Epoch milliseconds: of the end, or of the newest entry of the journal if there is no end yet. */
    long endedAt() {
        long newest = journal.isEmpty()
                ? startedAt()
                : journal.get(journal.size() - 1).at();
        return record.endedAt() == 0 ? newest : record.endedAt();
    }

    /** The newest entry of that kind. */
    Optional<JournalEntry> last(String kind) {
        return journal.stream().filter(entry -> entry.kind().equals(kind)).reduce((earlier, later) -> later);
    }
}
