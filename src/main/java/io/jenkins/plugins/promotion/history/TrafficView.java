package io.jenkins.plugins.promotion.history;

import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.rollout.Standing;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The traffic of a deployment as a page shows it: how it was last seen to be shared, and what is being waited for. */
public final class TrafficView {
    private final DeploymentRecord record;
    private final Optional<Standing> standing;

    TrafficView(DeploymentRecord record, Optional<Standing> standing) {
        this.record = record;
        this.standing = standing;
    }

    /** Blue and green; empty as long as no traffic was seen. */
    public List<SlotView> getSlots() {
        return seen().map(split -> Arrays.stream(Slot.values())
                        .map(slot -> new SlotView(slot.toString(), release(slot), split.weight(slot)))
                        .toList())
                .orElse(List.of());
    }

    private Optional<TrafficSplit> seen() {
        if (standing.isPresent()) {
            return standing.get().seen();
        }
        Integer blue = record.live().get(Slot.BLUE.toString());
        return blue == null ? Optional.empty() : Optional.of(new TrafficSplit(blue, 100 - blue));
    }

    private String release(Slot slot) {
        return slot.toString().equals(record.slot()) ? record.deployment().release() : record.previous();
    }

    /** In words: {@code blue 75 %, green 25 %}; empty as long as no traffic was seen. */
    public String getInWords() {
        return seen().map(TrafficView::words).orElse("");
    }

    private static String words(TrafficSplit split) {
        return Messages.TrafficView_split(split.blue(), split.green());
    }

    /** What it does now, in words; empty if no rollout is at work. */
    public String getDoing() {
        return standing.map(this::doing).orElse("");
    }

    private String doing(Standing now) {
        String split = words(now.wanted());
        return switch (now.phase()) {
            case VERIFYING -> Messages.TrafficView_verifying(record.deployment().release(), record.slot());
            case SHIFTING -> Messages.TrafficView_shifting(split);
            case CONFIRMING -> Messages.TrafficView_confirming(split);
            case WATCHING ->
                now.allTraffic()
                        ? Messages.TrafficView_soaking(record.deployment().release())
                        : Messages.TrafficView_watching(split);
            case RETURNING -> Messages.TrafficView_returning(split);
            case CONFIRMING_RETURN -> Messages.TrafficView_confirmingReturn(split);
            case FINISHED -> "";
        };
    }

    /** To when it is watched, epoch milliseconds; 0 if it is not. */
    public long getUntil() {
        return standing.map(Standing::until).orElse(0L);
    }

    /** How often it was looked at and what was seen last, in words; empty if no rollout is at work. */
    public String getProbes() {
        return standing.filter(now -> now.looks() > 0)
                .map(now -> Messages.TrafficView_probes(now.looks(), now.badLooks(), now.last()))
                .orElse("");
    }

    /**
     * A slot and its share.
     *
     * @param name {@code blue} or {@code green}
     * @param release what stands there; empty if that is not known
     * @param weight percent of the traffic
     */
    public record SlotView(String name, String release, int weight) {}
}
