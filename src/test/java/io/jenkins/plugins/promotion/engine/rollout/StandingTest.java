package io.jenkins.plugins.promotion.engine.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StandingTest {
    private final List<JournalEntry> journal = new ArrayList<>();

    private Standing standing() {
        return Standing.of(journal).orElseThrow();
    }

    @Test
    void shouldTellNothingWithoutARollout() {
        assertThat(Standing.of(journal)).isEmpty();
    }

    @Test
    void shouldNotTakeASplitForSeenBecauseTheRouterWasToldIt() {
        plan();
        look("probe green", true);
        assertThat(standing().seen()).contains(new TrafficSplit(100, 0));

        state("SHIFTING", 0, 100, 0);
        write(RolloutJournal.APPLIED, Map.of("blue", 75, "green", 25, "ok", true, "detail", ""));
        state("CONFIRMING", 0, 100, 0);
        look("data plane", false);
        assertThat(standing().seen()).contains(new TrafficSplit(100, 0));
        assertThat(standing().wanted()).isEqualTo(new TrafficSplit(75, 25));

        look("data plane", true);
        assertThat(standing().seen()).contains(new TrafficSplit(75, 25));
    }

    @Test
    void shouldTellToWhenAStepIsWatchedAndWhatWasLookedAt() {
        plan();
        look("probe green", true);
        state("WATCHING", 0, 75, 5000);
        look("probe green", false);
        assertThat(standing().until()).isEqualTo(5000);
        assertThat(standing().allTraffic()).isFalse();
        assertThat(standing().looks()).isEqualTo(2);
        assertThat(standing().badLooks()).isEqualTo(1);
        assertThat(standing().last()).isEqualTo("probe green: what was seen");

        state("WATCHING", 1, 0, 9000);
        assertThat(standing().allTraffic()).isTrue();
        assertThat(standing().seen()).contains(new TrafficSplit(0, 100));
    }

    @Test
    void shouldNotSayWhereTheTrafficIsWhenTheRouterDidNotAnswer() {
        plan();
        state("SHIFTING", 0, -1, 0);
        assertThat(standing().seen()).isEmpty();
    }

    @Test
    void shouldTellNothingMoreOnceItHasEnded() {
        plan();
        state("SHIFTING", 0, 100, 0);
        write(RolloutJournal.FINISHED, Map.of("result", "SWITCHED", "cause", ""));
        assertThat(Standing.of(journal)).isEmpty();
    }

    private void plan() {
        Map<String, Object> plan = new LinkedHashMap<>(Map.of("release", "v2", "live", "v1", "to", "green"));
        plan.put("steps", List.of(Map.of("weight", 25, "hold", 1000)));
        write(RolloutJournal.PLAN, plan);
    }

    private void state(String phase, int step, int seenBlue, long watchUntil) {
        write(
                RolloutJournal.STATE,
                Map.of("phase", phase, "step", step, "seenBlue", seenBlue, "watchUntil", watchUntil, "cause", ""));
    }

    private void look(String what, boolean good) {
        write(RolloutJournal.LOOK, Map.of("look", what, "good", good, "detail", "what was seen"));
    }

    private void write(String kind, Map<String, Object> data) {
        journal.add(new JournalEntry(journal.size() + 1L, 0, kind, data));
    }
}
