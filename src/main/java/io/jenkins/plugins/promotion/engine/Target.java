package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.health.ProbeResult;
import io.jenkins.plugins.promotion.engine.health.SmokeTests;
import io.jenkins.plugins.promotion.engine.rollback.Restorable;
import io.jenkins.plugins.promotion.engine.rollout.LiveSlots;
import io.jenkins.plugins.promotion.engine.rollout.RolloutPlan;
import io.jenkins.plugins.promotion.engine.rollout.TrafficRestorable;
import io.jenkins.plugins.promotion.engine.traffic.PatientRouter;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** An environment as it runs: its router and its slots, and what of it a rollback brings back. */
final class Target implements Closeable {
    /** How long a router's change may take until the data plane shows it; load balancers take seconds at most. */
    private static final Duration CONFIRM_WITHIN = Duration.ofSeconds(15);

    private final Environment environment;
    private final TrafficRouter router;
    private final LiveSlots slots;

    private Target(Environment environment, TrafficRouter router, LiveSlots slots) {
        this.environment = environment;
        this.router = router;
        this.slots = slots;
    }

    static Target open(Environment environment, Host host) throws PromotionException {
        LiveSlots slots =
                new LiveSlots(environment, host.web(), SmokeTests.of(environment.smoke(), host.web(), host.commands()));
        return new Target(environment, new PatientRouter(host.router(environment.traffic())), slots);
    }

    static PromotionException unreachable(Environment environment, RouterException e) {
        return new PromotionException(
                Finding.error(
                        "traffic",
                        environment.name(),
                        "a router that says what is live",
                        e.getMessage(),
                        "is it running, and is its address right in the promotion file?"),
                e);
    }

    TrafficRouter router() {
        return router;
    }

    LiveSlots slots() {
        return slots;
    }

    Restorable traffic() {
        return new TrafficRestorable(router, slots);
    }

    /** What is live: the split, and for each slot what it says of itself. */
    Standing standing() throws RouterException, InterruptedException {
        return new Standing(router.read(), slots.look(Slot.BLUE), slots.look(Slot.GREEN));
    }

    /**
     * What is live.
     *
     * @param split as the router reports it
     * @param blue as the blue slot answers
     * @param green as the green slot answers
     */
    record Standing(TrafficSplit split, ProbeResult blue, ProbeResult green) {

        ProbeResult of(Slot slot) {
            return slot == Slot.BLUE ? blue : green;
        }

        /** Where a new release goes: the slot with no traffic, or with less of it. */
        Slot idle() {
            return split.weight(Slot.BLUE) >= split.weight(Slot.GREEN) ? Slot.GREEN : Slot.BLUE;
        }

        /** The releases to which all traffic could return: that of the idle slot; while traffic is divided, either. */
        List<String> withoutTraffic() {
            return Stream.of(idle(), idle().other())
                    .filter(slot -> split.weight(slot) < 100)
                    .flatMap(slot -> of(slot).version().stream())
                    .toList();
        }

        @Override
        public String toString() {
            return split + "; blue is " + blue + "; green is " + green;
        }

        /** The release that has the traffic; empty if none answers there. */
        String live() {
            return of(idle().other()).version().orElse("");
        }
    }

    /** The rollout that the file describes, into that slot. With nothing live there is nothing to share the traffic with. */
    RolloutPlan rolloutPlan(String release, String live, Slot to) {
        List<RolloutPlan.Step> steps = new ArrayList<>();
        if (live.isEmpty()) {
            return plan(release, live, to, steps, environment.rollout().soak().toMillis());
        }
        environment
                .rollout()
                .canary()
                .forEach(step -> steps.add(
                        new RolloutPlan.Step(step.weight(), step.hold().toMillis())));
        return plan(release, live, to, steps, environment.rollout().soak().toMillis());
    }

    /** All traffic at once and no soak: the way back to a release that was good before. */
    RolloutPlan instantPlan(String release, String live, Slot to) {
        return plan(release, live, to, List.of(), 0);
    }

    private RolloutPlan plan(String release, String live, Slot to, List<RolloutPlan.Step> steps, long soak) {
        return new RolloutPlan(
                release,
                live,
                to,
                steps,
                soak,
                environment.rollout().drain().toMillis(),
                environment.health().every().toMillis(),
                environment.health().healthyAfter(),
                environment.health().unhealthyAfter(),
                environment.health().startWithin().toMillis(),
                CONFIRM_WITHIN.toMillis());
    }

    @Override
    public void close() {
        router.close();
    }
}
