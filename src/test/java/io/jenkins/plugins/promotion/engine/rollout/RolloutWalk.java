package io.jenkins.plugins.promotion.engine.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.rollout.Outcome.Result;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Walks a rollout from blue to green by hand, an event a call, in virtual time. */
abstract class RolloutWalk {
    static final TrafficSplit BLUE = TrafficSplit.allTo(Slot.BLUE);
    static final TrafficSplit GREEN = TrafficSplit.allTo(Slot.GREEN);
    static final TrafficSplit CANARY = TrafficSplit.giving(Slot.GREEN, 5);
    static final TrafficSplit HALF = TrafficSplit.giving(Slot.GREEN, 50);
    static final TrafficSplit ODD = TrafficSplit.giving(Slot.GREEN, 33);
    static final Effect PROBE = new Effect.Probe(Slot.GREEN);
    static final Effect SMOKE = new Effect.Smoke(Slot.GREEN);
    static final Effect COUNT = new Effect.Count(Slot.BLUE);
    static final Effect SEND_BACK = new Effect.Apply(BLUE);
    static final Effect LOOK_FOR_RETURN = new Effect.Observe(BLUE, Slot.BLUE, "v41");

    /** From blue to green; probed every second, two good or two bad in a row, ten seconds' soak. */
    static final RolloutPlan BLUE_GREEN = plan("v41");

    static final RolloutPlan CANARIES = plan("v41", new RolloutPlan.Step(5, 3_000), new RolloutPlan.Step(50, 0));

    Rollout rollout;
    Effect effect;
    long now = 100_000;

    static RolloutPlan plan(String live, RolloutPlan.Step... steps) {
        return new RolloutPlan("v42", live, Slot.GREEN, List.of(steps), 10_000, 5_000, 1_000, 2, 2, 20_000, 5_000);
    }

    static RolloutPlan noSoak() {
        return new RolloutPlan("v42", "v41", Slot.GREEN, List.of(), 0, 5_000, 1_000, 2, 2, 20_000, 5_000);
    }

    void begin(RolloutPlan plan) {
        rollout = Rollout.of(plan);
        take(new Event.Started(now, BLUE));
    }

    /** Stops where the router is to be told the first split. */
    void verified(RolloutPlan plan) {
        begin(plan);
        probed(true);
        wokeAfter(1_000);
        probed(true);
        smoked(true);
    }

    /** Stops where the first split was just seen. */
    void watching(RolloutPlan plan) {
        verified(plan);
        applied();
        observed();
    }

    /** Stops in that phase: at the second canary step going forward, or going back for a first cause. */
    void in(Phase phase) {
        RolloutState state = new RolloutState();
        state.phase = phase;
        state.step = phase == Phase.VERIFYING ? 0 : 1;
        state.moved = phase != Phase.VERIFYING;
        state.cause = phase.ordinal() >= Phase.RETURNING.ordinal() ? "first cause" : "";
        rollout = Rollout.of(CANARIES, state);
    }

    Effect restartIn(Phase phase, TrafficSplit actual) {
        in(phase);
        return take(new Event.Restarted(now, Optional.ofNullable(actual)));
    }

    Effect take(Event event) {
        Transition transition = rollout.next(event);
        rollout = transition.rollout();
        effect = transition.effect();
        return effect;
    }

    Effect probed(boolean healthy) {
        assertThat(effect).isEqualTo(PROBE);
        return take(new Event.Probed(now, Slot.GREEN, healthy, "as probed"));
    }

    Effect smoked(boolean passed) {
        return take(new Event.Smoked(now, passed, "as smoked"));
    }

    Effect applied() {
        return take(new Event.Applied(now));
    }

    Effect notApplied(TrafficSplit actual) {
        return take(new Event.NotApplied(now, Optional.of(actual), "as answered"));
    }

    Effect observed() {
        return take(new Event.Observed(now));
    }

    Effect notObserved(TrafficSplit actual) {
        return take(new Event.NotObserved(now, Optional.of(actual), "as looked"));
    }

    Effect counted(int inFlight) {
        return take(new Event.Counted(now, OptionalInt.of(inFlight)));
    }

    Effect wokeAfter(long millis) {
        now += millis;
        return take(new Event.Woke(now));
    }

    Effect abort() {
        return take(new Event.Aborted(now, "aborted by alice"));
    }

    /** To wait so long from now. */
    Effect sleep(long millis) {
        return new Effect.WaitUntil(now + millis);
    }

    static Effect finish(Result result, TrafficSplit split, String cause) {
        return new Effect.Finish(new Outcome(result, Optional.of(split), cause));
    }
}
