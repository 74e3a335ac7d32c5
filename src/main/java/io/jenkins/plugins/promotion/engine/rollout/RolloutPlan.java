package io.jenkins.plugins.promotion.engine.rollout;

import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.List;

/**
 * What a rollout is going to do. All times are milliseconds.
 *
 * @param release what goes live
 * @param live the release that has the traffic now; empty if the environment never had one
 * @param to the idle slot, where the release stands
 * @param steps canary steps; empty for blue-green
 * @param soak how long the release is watched with all traffic
 * @param drain how long the old slot may take to finish its requests
 * @param every time between two probes
 * @param healthyAfter good probes in a row that make a slot healthy
 * @param unhealthyAfter bad probes in a row that make a slot unhealthy
 * @param startWithin how long the release may take to become healthy in its slot
 * @param confirmWithin how long a router's change may take until it is seen at the data plane
 */
public record RolloutPlan(
        String release,
        String live,
        Slot to,
        List<Step> steps,
        long soak,
        long drain,
        long every,
        int healthyAfter,
        int unhealthyAfter,
        long startWithin,
        long confirmWithin) {

    /** A canary step: the new slot's percent, and milliseconds to watch it there. */
    public record Step(int weight, long hold) {
        public Step {
            if (weight < 1 || weight > 99) {
                throw new IllegalArgumentException("a canary step's weight is 1 to 99, but was " + weight);
            }
        }
    }

    public RolloutPlan {
        steps = List.copyOf(steps);
        int weight = 0;
        for (Step step : steps) {
            if (step.weight() <= weight) {
                throw new IllegalArgumentException("canary weights rise, but " + step.weight() + " follows " + weight);
            }
            weight = step.weight();
        }
    }

    public Slot from() {
        return to.other();
    }

    /** The split that the step gives; the step after the last is all traffic. */
    public TrafficSplit split(int step) {
        return step < steps.size() ? TrafficSplit.giving(to, steps.get(step).weight()) : TrafficSplit.allTo(to);
    }

    public TrafficSplit before() {
        return TrafficSplit.allTo(from());
    }

    boolean isLast(int step) {
        return step >= steps.size();
    }

    long hold(int step) {
        return isLast(step) ? soak : steps.get(step).hold();
    }
}
