package io.jenkins.plugins.promotion.engine.history;

import io.jenkins.plugins.promotion.engine.journal.Journal;
import io.jenkins.plugins.promotion.engine.journal.JournalException;
import io.jenkins.plugins.promotion.engine.journal.JournalListener;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where a host keeps its deployments: a journal and a record each, and an index that answers questions about them. */
public interface DeploymentStore {

    /** Opens a deployment's journal for writing, creating it if there is none. */
    Journal journal(Deployment deployment, JournalListener listener) throws JournalException;

    /** Keeps the record, in place of an earlier one of the same deployment. */
    void save(DeploymentRecord record) throws IOException;

    /** Keeps a text beside the record, such as an incident report; it is on disk when this returns. */
    void attach(Deployment deployment, String name, String text) throws IOException;

    /** A text that was kept beside the record. */
    Optional<String> attachment(Deployment deployment, String name) throws IOException;

    /** The record of that deployment, as last saved. */
    Optional<DeploymentRecord> find(String id) throws IOException;

    /** The records that fit, newest first; answered by the index, however many deployments there are. */
    List<DeploymentRecord> find(DeploymentQuery query) throws IOException;
}
