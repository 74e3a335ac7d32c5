package io.jenkins.plugins.promotion.engine.rollout;

import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.Optional;

/**
 * The rollout as a pure state machine: an event in, the next rollout and the effect to perform out. It does no I/O and reads
 * no clock; time comes with the events. Blue-green is a canary with no steps.
 *
 * <p>Verify the release in its idle slot; then for each split: tell the router, see it at the data plane, watch. Whatever goes
 * wrong once traffic has moved sends all of it back, and the return is seen as well, or a person is asked for.
 */
public final class Rollout {
    /** A router that fails is told again this often before a forward step is given up. */
    static final int SHIFT_ATTEMPTS = 3;

    /** Going back is worth more patience than going forward. */
    static final int RETURN_ATTEMPTS = 10;

    /** The longest pause in milliseconds between two looks at something that should be there any moment. */
    static final long GLANCE = 100;

    private final RolloutPlan plan;
    private final RolloutState state;

    private Rollout(RolloutPlan plan, RolloutState state) {
        this.plan = plan;
        this.state = state;
    }

    /** A rollout that has not begun: its first event is {@link Event.Started}. */
    public static Rollout of(RolloutPlan plan) {
        return new Rollout(plan, new RolloutState());
    }

    /** A rollout as it was in the journal: its first event is {@link Event.Restarted}. */
    static Rollout of(RolloutPlan plan, RolloutState state) {
        return new Rollout(plan, state.copy());
    }

    public RolloutPlan plan() {
        return plan;
    }

    public Phase phase() {
        return state.phase;
    }

    /** The canary step, from 0; the number of steps means all traffic. */
    public int step() {
        return state.step;
    }

    /** Why traffic goes back; empty while it goes forward. */
    public String cause() {
        return state.cause;
    }

    /** To when the present step is watched, epoch milliseconds; 0 if it is not watched. */
    public long watchUntil() {
        return state.phase == Phase.WATCHING ? state.watchUntil : 0;
    }

    RolloutState state() {
        return state.copy();
    }

    /**
     * What follows from the event.
     *
     * @throws IllegalStateException if the event does not answer the effect that was asked for
     */
    public Transition next(Event event) {
        if (state.phase == Phase.FINISHED) {
            throw new IllegalStateException("the rollout has finished; it cannot take " + event);
        }
        return new Rollout(plan, state.copy()).take(event);
    }

    // From here on `state` is this transition's own copy.

    private Transition take(Event event) {
        if (event instanceof Event.Aborted aborted) {
            return abort(aborted);
        }
        if (event instanceof Event.Restarted restarted) {
            return restart(restarted);
        }
        return switch (state.phase) {
            case VERIFYING -> verify(event);
            case SHIFTING -> shift(event);
            case CONFIRMING -> confirm(event);
            case WATCHING -> watch(event);
            case RETURNING -> comeBack(event);
            case CONFIRMING_RETURN -> confirmReturn(event);
            case FINISHED -> throw unexpected(event);
        };
    }

    private Transition verify(Event event) {
        if (event instanceof Event.Started started) {
            state.see(Optional.of(started.actual()));
            return begin(event.at(), Optional.of(started.actual()));
        }
        if (event instanceof Event.Woke) {
            return probe(event.at());
        }
        if (event instanceof Event.Probed probed) {
            count(probed);
            if (state.good >= plan.healthyAfter()) {
                return then(new Effect.Smoke(plan.to()));
            }
            if (!probed.healthy() && event.at() >= state.deadline) {
                return goBack(event.at(), plan.release() + " did not become healthy in time: " + probed.detail());
            }
            return sleepUntil(Math.max(event.at(), state.probedAt + plan.every()));
        }
        if (event instanceof Event.Smoked smoked) {
            return smoked.passed()
                    ? shiftTo(0)
                    : goBack(event.at(), "smoke test of " + plan.release() + " failed: " + smoked.detail());
        }
        throw unexpected(event);
    }

    private Transition begin(long at, Optional<TrafficSplit> actual) {
        if (actual.isPresent() && !actual.get().equals(plan.before())) {
            return finish(
                    Outcome.Result.UNCHANGED,
                    "traffic was expected at " + plan.before() + ", but was at " + actual.get()
                            + "; somebody else moved it");
        }
        state.deadline = at + plan.startWithin();
        return probe(at);
    }

    private Transition shiftTo(int step) {
        state.phase = Phase.SHIFTING;
        state.step = step;
        state.moved = true;
        state.failures = 0;
        state.watchUntil = 0;
        return then(new Effect.Apply(plan.split(step)));
    }

    private Transition shift(Event event) {
        if (event instanceof Event.Applied) {
            return lookForStep(event.at());
        }
        if (event instanceof Event.Woke) {
            return then(new Effect.Apply(plan.split(state.step)));
        }
        if (event instanceof Event.NotApplied failed) {
            state.see(failed.actual());
            if (failed.actual().equals(Optional.of(plan.split(state.step)))) {
                return lookForStep(event.at());
            }
            return ++state.failures < SHIFT_ATTEMPTS
                    ? sleepUntil(event.at() + plan.every())
                    : goBack(event.at(), "the router did not take " + plan.split(state.step) + ": " + failed.reason());
        }
        throw unexpected(event);
    }

    private Transition lookForStep(long at) {
        state.phase = Phase.CONFIRMING;
        state.deadline = at + plan.confirmWithin();
        state.good = 0;
        state.bad = 0;
        state.probedAt = at;
        return lookForStep();
    }

    private Transition lookForStep() {
        return then(new Effect.Observe(plan.split(state.step), plan.to(), plan.release()));
    }

    private Transition confirm(Event event) {
        if (event instanceof Event.Woke) {
            return lookForStep();
        }
        if (event instanceof Event.NotObserved missing) {
            state.see(missing.actual());
            if (event.at() >= state.deadline) {
                return goBack(
                        event.at(), plan.split(state.step) + " was not seen at the data plane: " + missing.found());
            }
            // The router may need a moment; a release that is ill now is not waited for.
            return event.at() >= state.probedAt + plan.every() ? probe(event.at()) : sleepUntil(event.at() + glance());
        }
        if (event instanceof Event.Probed probed) {
            count(probed);
            return state.bad >= plan.unhealthyAfter()
                    ? goBack(event.at(), unhealthy(probed))
                    : sleepUntil(event.at() + glance());
        }
        if (event instanceof Event.Observed) {
            state.see(Optional.of(plan.split(state.step)));
            state.phase = Phase.WATCHING;
            state.good = 0;
            state.bad = 0;
            if (state.watchUntil == 0) {
                state.watchUntil = event.at() + plan.hold(state.step);
            }
            state.deadline = event.at() + plan.drain();
            return probe(event.at());
        }
        throw unexpected(event);
    }

    private Transition watch(Event event) {
        if (event instanceof Event.Woke) {
            return isDraining() && event.at() < nextProbe() ? then(new Effect.Count(plan.from())) : probe(event.at());
        }
        if (event instanceof Event.Probed probed) {
            count(probed);
            if (state.bad >= plan.unhealthyAfter()) {
                return goBack(event.at(), unhealthy(probed));
            }
            return isDraining() ? then(new Effect.Count(plan.from())) : watchOn(event.at());
        }
        if (event instanceof Event.Counted counted) {
            state.drained = counted.inFlight().orElse(0) == 0 || event.at() >= state.deadline;
            return watchOn(event.at());
        }
        throw unexpected(event);
    }

    private String unhealthy(Event.Probed probed) {
        return plan.release() + " became unhealthy at " + plan.split(state.step) + ": " + probed.detail();
    }

    private Transition watchOn(long at) {
        boolean healthy = state.bad == 0 && state.good > 0;
        if (at >= state.watchUntil && healthy && !isDraining()) {
            return plan.isLast(state.step) ? finish(Outcome.Result.SWITCHED, "") : shiftTo(state.step + 1);
        }
        long probeAt = Math.max(at, nextProbe());
        return sleepUntil(isDraining() ? Math.min(probeAt, at + glance()) : probeAt);
    }

    /** The old slot is left alone only once all traffic is seen on the new one. */
    private boolean isDraining() {
        return plan.isLast(state.step) && !state.drained;
    }

    private Transition goBack(long at, String cause) {
        state.cause = cause;
        state.failures = 0;
        if (!state.moved) {
            return plan.live().isEmpty() ? finish(Outcome.Result.UNCHANGED, cause) : lookForReturn(at);
        }
        state.phase = Phase.RETURNING;
        return then(new Effect.Apply(plan.before()));
    }

    private Transition comeBack(Event event) {
        if (event instanceof Event.Applied) {
            return lookForReturn(event.at());
        }
        if (event instanceof Event.Woke) {
            return then(new Effect.Apply(plan.before()));
        }
        if (event instanceof Event.NotApplied failed) {
            state.see(failed.actual());
            if (failed.actual().equals(Optional.of(plan.before()))) {
                return lookForReturn(event.at());
            }
            return ++state.failures < RETURN_ATTEMPTS
                    ? sleepUntil(event.at() + plan.every())
                    : finish(
                            Outcome.Result.NEEDS_A_PERSON,
                            state.cause + "; and the router did not take the traffic back: " + failed.reason());
        }
        throw unexpected(event);
    }

    private Transition lookForReturn(long at) {
        state.phase = Phase.CONFIRMING_RETURN;
        state.deadline = at + plan.confirmWithin();
        return lookForReturn();
    }

    private Transition lookForReturn() {
        return then(new Effect.Observe(plan.before(), plan.from(), plan.live()));
    }

    private Transition confirmReturn(Event event) {
        if (event instanceof Event.Woke) {
            return lookForReturn();
        }
        if (event instanceof Event.NotObserved missing) {
            state.see(missing.actual());
            return event.at() < state.deadline
                    ? sleepUntil(event.at() + glance())
                    : finish(
                            Outcome.Result.NEEDS_A_PERSON,
                            state.cause + "; and " + plan.before() + " was not seen at the data plane: "
                                    + missing.found());
        }
        if (event instanceof Event.Observed) {
            state.see(Optional.of(plan.before()));
            return finish(state.moved ? Outcome.Result.RETURNED : Outcome.Result.UNCHANGED, state.cause);
        }
        throw unexpected(event);
    }

    private Transition abort(Event.Aborted aborted) {
        return switch (state.phase) {
            case RETURNING -> then(new Effect.Apply(plan.before()));
            case CONFIRMING_RETURN -> lookForReturn();
            default -> goBack(aborted.at(), aborted.reason());
        };
    }

    /** Goes on from what the router says is live, not from what the journal remembers of it. */
    private Transition restart(Event.Restarted restarted) {
        Optional<TrafficSplit> actual = restarted.actual();
        state.see(actual);
        state.good = 0;
        state.bad = 0;
        state.failures = 0;
        return switch (state.phase) {
            case VERIFYING -> restartVerifying(restarted.at(), actual);
            case RETURNING, CONFIRMING_RETURN ->
                actual.equals(Optional.of(plan.before()))
                        ? lookForReturn(restarted.at())
                        : goBack(restarted.at(), state.cause);
            default -> restartShifted(restarted.at(), actual);
        };
    }

    /** A machine that lost power may have lost the line that said that the first step was begun. */
    private Transition restartVerifying(long at, Optional<TrafficSplit> actual) {
        Optional<TrafficSplit> first = Optional.of(plan.split(0));
        state.moved |= actual.isEmpty() || actual.equals(first);
        return actual.equals(first) ? lookForStep(at) : begin(at, actual);
    }

    private Transition restartShifted(long at, Optional<TrafficSplit> actual) {
        if (actual.isEmpty() || actual.get().equals(plan.split(state.step))) {
            // A router that does not answer is looked at until it does; telling it a split could undo what a person
            // did.
            return lookForStep(at);
        }
        boolean wasSeen = state.phase != Phase.SHIFTING || state.step > 0;
        if (wasSeen && actual.get().equals(plan.before())) {
            state.cause = "the traffic was moved back while the deployment was interrupted";
            return lookForReturn(at);
        }
        long watchUntil = state.watchUntil;
        Transition again = shiftTo(state.step);
        state.watchUntil = watchUntil;
        return again;
    }

    private Transition probe(long at) {
        state.probedAt = at;
        return then(new Effect.Probe(plan.to()));
    }

    private void count(Event.Probed probed) {
        state.good = probed.healthy() ? state.good + 1 : 0;
        state.bad = probed.healthy() ? 0 : state.bad + 1;
    }

    /** Probes begin at a steady beat, however long each takes; one more ends the watch. */
    private long nextProbe() {
        long beat = state.probedAt + plan.every();
        return state.probedAt < state.watchUntil ? Math.min(beat, state.watchUntil) : beat;
    }

    private long glance() {
        return Math.min(GLANCE, plan.every());
    }

    private Transition sleepUntil(long until) {
        return then(new Effect.WaitUntil(until));
    }

    private Transition finish(Outcome.Result result, String cause) {
        state.phase = Phase.FINISHED;
        state.cause = cause;
        return then(new Effect.Finish(new Outcome(result, state.seen(), cause)));
    }

    private Transition then(Effect effect) {
        return new Transition(this, effect);
    }

    private IllegalStateException unexpected(Event event) {
        return new IllegalStateException("a rollout that is " + state.phase + " cannot take " + event);
    }
}
