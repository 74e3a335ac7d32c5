package io.jenkins.plugins.promotion.engine.rollout;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.health.ProbeResult;
import io.jenkins.plugins.promotion.engine.rollback.Restorable;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficRouter;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The traffic as a thing with a baseline: which slot has it, and which release answers from there. */
public final class TrafficRestorable implements Restorable {
    public static final String NAME = "traffic";

    private final TrafficRouter router;
    private final LiveSlots slots;

    public TrafficRestorable(TrafficRouter router, LiveSlots slots) {
        this.router = router;
        this.slots = slots;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> capture() throws RouterException, InterruptedException {
        TrafficSplit split = router.read();
        Optional<Slot> sole = split.sole();
        return state(split, sole.isPresent() ? slots.look(sole.get()).version().orElse("") : "");
    }

    /** The state in which the traffic is shared like that. @param release that answers; empty if none does */
    public static Map<String, String> state(TrafficSplit split, String release) {
        Map<String, String> state = new LinkedHashMap<>();
        state.put("blue", String.valueOf(split.blue()));
        state.put("green", String.valueOf(split.green()));
        state.put("release", release);
        return state;
    }

    /** A live slot that is ill is only warned of: the deployment may be what heals the environment. */
    @Override
    public List<Finding> prove(Map<String, String> captured) throws InterruptedException {
        TrafficSplit split = split(captured);
        if (split.sole().isEmpty()) {
            return List.of(Finding.error(
                    "baseline",
                    NAME,
                    "all traffic on one slot",
                    split.toString(),
                    "a deployment was left half-way: resume it, or roll back"));
        }
        if (release(captured).isEmpty()) {
            return List.of();
        }
        ProbeResult live = slots.look(split.sole().get());
        return live.healthy()
                ? List.of()
                : List.of(Finding.warning(
                        "baseline",
                        NAME,
                        "a healthy release to come back to",
                        live.toString(),
                        "a rollback would come back to " + release(captured) + " as it is now"));
    }

    @Override
    public Restored restore(Map<String, String> captured)
            throws RouterException, PromotionException, InterruptedException {
        TrafficSplit split = split(captured);
        boolean moved = !router.read().equals(split);
        if (moved) {
            router.apply(split);
        }
        requireSeen(split, release(captured));
        return moved ? Restored.RESTORED : Restored.UNCHANGED;
    }

    /** The split decides: which release answers may flicker while a slot starts or stops. */
    @Override
    public boolean isAt(Map<String, String> captured) throws RouterException, InterruptedException {
        return router.read().equals(split(captured));
    }

    private void requireSeen(TrafficSplit split, String release)
            throws RouterException, PromotionException, InterruptedException {
        TrafficSplit actual = router.read();
        if (!actual.equals(split)) {
            throw new PromotionException(
                    Finding.error(NAME, "router", split.toString(), actual.toString(), "look at " + router.describe()));
        }
        if (release.isEmpty() || split.sole().isEmpty()) {
            return;
        }
        Lookout.Sighting seen = slots.observe(split, split.sole().get(), release);
        if (!seen.good()) {
            throw new PromotionException(Finding.error(
                    NAME, "data plane", release + " at the public address", seen.detail(), "look at that slot's log"));
        }
    }

    /** The split in a captured state. */
    public static TrafficSplit split(Map<String, String> captured) {
        return new TrafficSplit(Integer.parseInt(captured.get("blue")), Integer.parseInt(captured.get("green")));
    }

    /** The release in a captured state; empty if none answered. */
    public static String release(Map<String, String> captured) {
        return captured.getOrDefault("release", "");
    }
}
