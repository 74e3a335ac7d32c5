package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.engine.history.DeploymentJournal;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.RecordReader;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.journal.Journal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalException;
import io.jenkins.plugins.promotion.engine.lease.Lease;
import io.jenkins.plugins.promotion.engine.rollback.RollbackDriver;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** A deployment at work in this process: its journal, and its lease once it may change something. */
final class Attempt {
    private final Deployment deployment;
    private final Host host;
    private final Journal journal;
    private final DeploymentJournal record;
    private Lease lease;

    Attempt(Deployment deployment, Host host) throws JournalException {
        this.deployment = deployment;
        this.host = host;
        this.journal =
                new MaskedJournal(host.deployments().journal(deployment, host.listener(deployment)), host.mask());
        this.record = new DeploymentJournal(journal);
    }

    Deployment deployment() {
        return deployment;
    }

    Journal journal() {
        return journal;
    }

    DeploymentJournal record() {
        return record;
    }

    /** Whether it knows what to come back to: then something may have been changed. */
    boolean hasBaseline() {
        return journal.last(RollbackDriver.BASELINE).isPresent();
    }

    /** Whether the newest phase of that name ended well. */
    boolean hasDone(String phase) {
        boolean done = false;
        for (JournalEntry entry : journal.entries()) {
            if (entry.text("phase").equals(phase)) {
                done = entry.kind().equals(DeploymentJournal.PHASE_ENDED)
                        && Boolean.TRUE.equals(entry.data().get("ok"));
            }
        }
        return done;
    }

    /** The newest plan: what is going to be done. */
    JournalEntry plan() {
        return journal.last(DeploymentJournal.PLAN).orElseThrow();
    }

    /** Takes the environment's lease, or takes it anew after a crash; nothing if this process has it. */
    synchronized Lease takeLease() throws PromotionException, JournalException {
        if (lease == null) {
            lease = host.leases().acquire(deployment.place(), deployment.id());
            journal.commit(DeploymentJournal.LEASE, Map.of("token", lease.token()));
        }
        return lease;
    }

    /** As {@link #takeLease}, but also from a deployment whose process is gone. */
    synchronized Lease takeOverLease() throws PromotionException, JournalException {
        if (lease == null) {
            lease = host.leases().takeOver(deployment.place(), deployment.id());
            journal.commit(DeploymentJournal.LEASE, Map.of("token", lease.token()));
        }
        return lease;
    }

    synchronized void requireLease() throws PromotionException {
        if (lease == null || !lease.held()) {
            throw new PromotionException(Finding.error(
                    "lease",
                    deployment.place(),
                    "the lease of the environment",
                    "deployment " + deployment.id() + " does not hold it",
                    "another deployment took over; look at it before you do anything"));
        }
    }

    /** A deployment on its way back does nothing else any more, also after a crash. */
    void requireForward() throws PromotionException {
        Optional<JournalEntry> goingBack = journal.last(RollbackDriver.BEGUN);
        if (goingBack.isPresent()) {
            throw new PromotionException(Finding.error(
                    "deployment",
                    deployment.id(),
                    "a deployment that goes forward",
                    "it goes back: " + goingBack.get().text("cause"),
                    "let its rollback end, then start a new one"));
        }
    }

    /** Whether another deployment has the environment now. */
    boolean isSuperseded() throws PromotionException {
        return host.leases()
                .holder(deployment.place())
                .filter(holder -> !holder.deployment().equals(deployment.id()))
                .isPresent();
    }

    /** Runs a part of the deployment; a part that a crash cut off is run again. */
    <T> T phase(String name, Part<T> part) throws PromotionException, InterruptedException, IOException {
        record.beginPhase(name);
        Done<T> done;
        try {
            done = part.run();
        } catch (PromotionException | RuntimeException e) {
            record.endPhase(name, false, String.valueOf(e.getMessage()));
            save();
            throw e;
        }
        record.endPhase(name, done.ok(), done.detail());
        save();
        return done.value();
    }

    /** A part of a deployment. */
    @FunctionalInterface
    interface Part<T> {
        Done<T> run() throws PromotionException, InterruptedException, IOException;
    }

    /** What came of a part, whether that is good, and it in words. */
    record Done<T>(T value, boolean ok, String detail) {
        static <T> Done<T> well(T value, String detail) {
            return new Done<>(value, true, detail);
        }
    }

    /** Keeps the record as the journal tells it now. */
    DeploymentRecord save() throws IOException {
        DeploymentRecord now = read();
        host.deployments().save(now);
        return now;
    }

    DeploymentRecord read() {
        return RecordReader.read(journal.entries());
    }

    /** How it ended, by its journal: the truth, however old the kept record is. */
    Result result() {
        return journal.last(DeploymentJournal.ENDED)
                .map(entry -> Result.valueOf(entry.text("result")))
                .orElse(Result.RUNNING);
    }

    /**
     * Writes the end, keeps the record, gives the lease back; the end that the journal has already stays. A deployment whose end
     * cannot be written keeps its lease, so that nobody takes what it left for done.
     */
    synchronized DeploymentRecord end(Result result, String cause) throws IOException {
        if (!result().isEnd()) {
            record.end(result, cause);
        }
        try {
            return save();
        } finally {
            releaseLease();
            journal.close();
        }
    }

    /** Also the lease that this deployment's former process held when it died. */
    private void releaseLease() {
        try {
            if (lease == null && isHolder()) {
                lease = host.leases().acquire(deployment.place(), deployment.id());
            }
        } catch (PromotionException e) {
            // Somebody else has it, or nobody can tell: then it is not ours to give back.
        }
        if (lease != null) {
            lease.release();
        }
    }

    private boolean isHolder() throws PromotionException {
        return host.leases()
                .holder(deployment.place())
                .filter(holder -> holder.deployment().equals(deployment.id()))
                .isPresent();
    }
}
