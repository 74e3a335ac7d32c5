package io.jenkins.plugins.promotion.cli.balancer;

import static io.jenkins.plugins.promotion.engine.traffic.Slot.BLUE;
import static io.jenkins.plugins.promotion.engine.traffic.Slot.GREEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SlotPickerTest {

    @Property
    void shouldShareAny100RequestsExactly(
            @ForAll @IntRange(max = 100) int weight, @ForAll @IntRange(max = 300) int earlier) {
        SlotPicker picker = new SlotPicker(TrafficSplit.giving(GREEN, weight));
        pick(picker, earlier);

        assertThat(pick(picker, 100)).filteredOn(GREEN::equals).hasSize(weight);
    }

    @Test
    void shouldSpreadTheSmallerShareEvenly() {
        SlotPicker picker = new SlotPicker(TrafficSplit.giving(GREEN, 25));

        for (int i = 0; i < 25; i++) {
            assertThat(pick(picker, 4)).filteredOn(GREEN::equals).hasSize(1);
        }
    }

    @Property
    void shouldNeverPickASlotWithoutWeight(@ForAll @IntRange(max = 100) int before, @ForAll Slot slot) {
        SlotPicker picker = new SlotPicker(TrafficSplit.giving(slot, before));
        pick(picker, 7);

        picker.set(TrafficSplit.allTo(slot));

        assertThat(pick(picker, 200)).containsOnly(slot);
    }

    @Test
    void shouldGoOnWithItsTurnWhenTheSameSplitIsSetAgain() {
        SlotPicker picker = new SlotPicker(TrafficSplit.giving(GREEN, 5));
        List<Slot> picked = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            picker.set(TrafficSplit.giving(GREEN, 5));
            picked.addAll(pick(picker, 1));
        }

        assertThat(picked).filteredOn(GREEN::equals).hasSize(5);
    }

    @Test
    void shouldCountEachSlotUntilItsRequestsAreDone() {
        SlotPicker picker = new SlotPicker(TrafficSplit.allTo(BLUE));
        pick(picker, 3);
        picker.set(TrafficSplit.allTo(GREEN));
        pick(picker, 2);

        picker.done(BLUE);

        assertThat(picker.inFlight(BLUE)).isEqualTo(2);
        assertThat(picker.inFlight(GREEN)).isEqualTo(2);
    }

    private static List<Slot> pick(SlotPicker picker, int requests) {
        List<Slot> picked = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            picked.add(picker.pick());
        }
        return picked;
    }
}
