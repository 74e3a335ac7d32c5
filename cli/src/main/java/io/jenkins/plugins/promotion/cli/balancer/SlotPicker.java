package io.jenkins.plugins.promotion.cli.balancer;

import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;

/**
 * Picks a slot for each request, and counts until it is done.
 *
 * <p>Smooth weighted round-robin: each slot earns its weight with every request, the richer one pays for both. So the shares
 * are exact over any 100 requests and as even in between as whole requests can be.
 */
final class SlotPicker {
    private TrafficSplit split;
    private int blueLead; // what blue has earned beyond what it paid; green's is the negative
    private final int[] inFlight = new int[Slot.values().length];

    SlotPicker(TrafficSplit split) {
        this.split = split;
    }

    /** From the return of this method on, no request is given to a slot of weight 0. */
    synchronized void set(TrafficSplit wanted) {
        if (!wanted.equals(split)) {
            split = wanted;
            blueLead = 0;
        }
    }

    synchronized TrafficSplit split() {
        return split;
    }

    /** The slot of the next request, which counts as in flight until {@link #done}. */
    synchronized Slot pick() {
        int blue = blueLead + split.blue();
        int green = -blueLead + split.green();
        Slot picked = blue >= green ? Slot.BLUE : Slot.GREEN;
        blueLead = picked == Slot.BLUE ? blue - 100 : blue;
        inFlight[picked.ordinal()]++;
        return picked;
    }

    synchronized void done(Slot slot) {
        inFlight[slot.ordinal()]--;
    }

    synchronized int inFlight(Slot slot) {
        return inFlight[slot.ordinal()];
    }
}
