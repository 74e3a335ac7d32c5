package io.jenkins.plugins.promotion.engine.rollout;

import io.jenkins.plugins.promotion.engine.journal.Journal;
import io.jenkins.plugins.promotion.engine.journal.JournalException;
import io.jenkins.plugins.promotion.engine.lease.Lease;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The hands of a {@link Rollout}: writes each intent to the journal, performs the effect, feeds back what came of it.
 *
 * <p>{@link #advance} works until there is nothing to do for a while and says until when, so that no thread is held between
 * two probes. One thread at a time calls it; {@link #abort} may come from any.
 */
public final class RolloutDriver {
    private final TrafficRouter router;
    private final Lookout lookout;
    private final Journal journal;
    private final RolloutJournal record;
    private final Lease lease;
    private final Clock clock;

    private Rollout rollout;
    private Effect pending;
    private volatile String abortReason;
    /** The newest time that the rollout was told, epoch milliseconds. */
    private long newest = Long.MIN_VALUE;
    /** Milliseconds by which the clock was set back meanwhile. */
    private long setBack;

    private RolloutDriver(
            Rollout rollout, TrafficRouter router, Lookout lookout, Journal journal, Lease lease, Clock clock) {
        this.rollout = rollout;
        this.router = router;
        this.lookout = lookout;
        this.journal = journal;
        this.record = new RolloutJournal(journal);
        this.lease = lease;
        this.clock = clock;
    }

    /**
     * Begins a rollout.
     *
     * @throws RouterException if the router cannot be asked what is live; nothing has changed
     */
    public static RolloutDriver begin(
            RolloutPlan plan, TrafficRouter router, Lookout lookout, Journal journal, Lease lease, Clock clock)
            throws JournalException, RouterException, InterruptedException {
        RolloutDriver driver = new RolloutDriver(Rollout.of(plan), router, lookout, journal, lease, clock);
        TrafficSplit actual = router.read();
        driver.record.begin(plan);
        driver.take(new Event.Started(driver.now(), actual));
        return driver;
    }

    /** Goes on with the rollout that the journal tells of; empty if none is unfinished. */
    public static Optional<RolloutDriver> resume(
            TrafficRouter router, Lookout lookout, Journal journal, Lease lease, Clock clock)
            throws JournalException, InterruptedException {
        Optional<Rollout> unfinished = RolloutJournal.unfinished(journal);
        if (unfinished.isEmpty()) {
            return Optional.empty();
        }
        RolloutDriver driver = new RolloutDriver(unfinished.get(), router, lookout, journal, lease, clock);
        driver.take(new Event.Restarted(driver.now(), driver.ask()));
        return Optional.of(driver);
    }

    public Rollout rollout() {
        return rollout;
    }

    /** Asks the rollout to go back; it does so at the next {@link #advance}. A rollout on its way back goes on. */
    public void abort(String reason) {
        abortReason = reason;
    }

    /**
     * Performs what is due.
     *
     * @throws JournalException if the journal cannot be written; traffic that had moved has been sent back if that was possible
     * @throws InterruptedException if the thread was interrupted; the rollout stands where the journal says
     */
    public Progress advance() throws JournalException, InterruptedException {
        try {
            while (true) {
                if (!lease.held()) {
                    return new Progress.Superseded();
                }
                if (abortReason != null && !(pending instanceof Effect.Finish)) {
                    take(new Event.Aborted(now(), abortReason));
                    abortReason = null;
                }
                if (pending instanceof Effect.Finish finish) {
                    record.finish(finish.outcome());
                    return new Progress.Finished(finish.outcome());
                }
                if (pending instanceof Effect.WaitUntil wait && now() < wait.at()) {
                    return new Progress.Waiting(wait.at() - setBack);
                }
                take(perform(pending));
            }
        } catch (JournalException e) {
            sendBackUnrecorded();
            throw e;
        }
    }

    /** The rollout's time only goes on: where it went back with the clock, an hour would pass without a probe. */
    private long now() {
        long time = clock.millis() + setBack;
        if (time < newest) {
            setBack += newest - time;
            time = newest;
        }
        newest = time;
        return time;
    }

    private Event perform(Effect effect) throws JournalException, InterruptedException {
        if (effect instanceof Effect.Apply apply) {
            return apply(apply.split());
        }
        if (effect instanceof Effect.Probe probe) {
            Lookout.Sighting seen = lookout.probe(probe.slot(), rollout.plan().release());
            record.looked("probe " + probe.slot(), seen);
            return new Event.Probed(now(), probe.slot(), seen.good(), seen.detail());
        }
        if (effect instanceof Effect.Smoke smoke) {
            Lookout.Sighting seen = lookout.smoke(smoke.slot(), rollout.plan().release());
            record.looked("smoke " + smoke.slot(), seen);
            return new Event.Smoked(now(), seen.good(), seen.detail());
        }
        if (effect instanceof Effect.Observe observe) {
            return observe(observe);
        }
        if (effect instanceof Effect.Count count) {
            return new Event.Counted(now(), count(count.slot()));
        }
        return new Event.Woke(now());
    }

    private Event apply(TrafficSplit split) throws JournalException, InterruptedException {
        try {
            router.apply(split);
            record.applied(split, "");
            return new Event.Applied(now());
        } catch (RouterException e) {
            record.applied(split, e.getMessage());
            return new Event.NotApplied(now(), ask(), e.getMessage());
        }
    }

    private Event observe(Effect.Observe observe) throws JournalException, InterruptedException {
        Optional<TrafficSplit> actual = ask();
        Lookout.Sighting seen;
        if (!actual.equals(Optional.of(observe.split()))) {
            seen = new Lookout.Sighting(
                    false, actual.map(split -> "the router reports " + split).orElse("the router does not answer"));
        } else if (observe.release().isEmpty()) {
            seen = new Lookout.Sighting(true, "the router reports " + observe.split());
        } else {
            seen = lookout.observe(observe.split(), observe.slot(), observe.release());
        }
        record.looked(RolloutJournal.DATA_PLANE, seen);
        return seen.good() ? new Event.Observed(now()) : new Event.NotObserved(now(), actual, seen.detail());
    }

    private OptionalInt count(Slot slot) throws InterruptedException {
        try {
            return router.inFlight(slot);
        } catch (RouterException e) {
            // The old slot stays up in any case; not knowing its last requests is no reason to go back.
            return OptionalInt.empty();
        }
    }

    private Optional<TrafficSplit> ask() throws InterruptedException {
        try {
            return Optional.of(router.read());
        } catch (RouterException e) {
            return Optional.empty();
        }
    }

    private void take(Event event) throws JournalException {
        Transition transition = rollout.next(event);
        Rollout before = rollout;
        rollout = transition.rollout();
        pending = transition.effect();
        boolean moved = before.phase() != rollout.phase() || before.step() != rollout.step();
        if (!(pending instanceof Effect.Finish) && (moved || pending instanceof Effect.Apply)) {
            record.intend(rollout, pending, isForeseen(before));
        }
    }

    /**
     * What follows on a verified release or a watched step is in the plan and the state that are on disk already: the next
     * split, or the way back. So no disk stands between the decision and its effect.
     */
    private boolean isForeseen(Rollout before) {
        return pending instanceof Effect.Apply apply
                && switch (before.phase()) {
                    case VERIFYING -> apply.split().equals(before.plan().split(0));
                    case WATCHING ->
                        apply.split().equals(before.plan().split(before.step() + 1))
                                || apply.split().equals(before.plan().before());
                    default -> false;
                };
    }

    /**
     * Without a journal no step forward may be made, but traffic is not left half-way either: the old slot is where a resumed
     * rollout takes it as well.
     */
    private void sendBackUnrecorded() throws InterruptedException {
        if (rollout.state().moved && rollout.phase() != Phase.FINISHED && lease.held()) {
            try {
                router.apply(rollout.plan().before());
            } catch (RouterException e) {
                // The journal's failure is what is reported; a resume finds the traffic where it is.
            }
        }
    }
}
