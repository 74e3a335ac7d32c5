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
import java.io.IOException;
import java.util.Map;

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

    /** Whether it had the lease at some time: then something may have been changed. */
    boolean hasBegun() {
        return journal.last(DeploymentJournal.LEASE).isPresent();
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

    /** Runs a part of the deployment; a part that a crash cut off is run again. */
    <T> T phase(String name, Part<T> part) throws PromotionException, InterruptedException, IOException {
        record.beginPhase(name);
        try {
            Outcome<T> outcome = part.run();
            record.endPhase(name, true, outcome.detail());
            save();
            return outcome.value();
        } catch (PromotionException e) {
            record.endPhase(name, false, e.getMessage());
            save();
            throw e;
        }
    }

    /** A part of a deployment. */
    @FunctionalInterface
    interface Part<T> {
        Outcome<T> run() throws PromotionException, InterruptedException, IOException;
    }

    /** What came of a part, and that in words. */
    record Outcome<T>(T value, String detail) {}

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

    /** Writes the end, keeps the record, gives the lease back; the end that the journal has already stays. */
    synchronized DeploymentRecord end(Result result, String cause) throws IOException {
        if (!result().isEnd()) {
            record.end(result, cause);
        }
        DeploymentRecord ended = save();
        releaseLease();
        journal.close();
        return ended;
    }

    /** Also the lease that this deployment's former process held when it died. */
    private void releaseLease() {
        try {
            if (lease == null && hasBegun()) {
                lease = host.leases().acquire(deployment.place(), deployment.id());
            }
            if (lease != null) {
                lease.release();
            }
        } catch (PromotionException e) {
            // Somebody else has it: then it is not ours to give back.
        }
    }
}
