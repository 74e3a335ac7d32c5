package io.jenkins.plugins.promotion.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.cli.Display;
import io.jenkins.plugins.promotion.engine.history.DeploymentJournal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.rollout.RolloutJournal;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JournalDisplayTest {
    private final Shown shown = new Shown();
    private final JournalDisplay display = new JournalDisplay("production", shown);

    @Test
    void shouldShowTheDeployOfWhichTheJournalKnowsNothing() {
        secrets();
        plan();

        assertThat(shown.events)
                .containsExactly("secrets STARTED", "secrets DONE", "deploy STARTED", "deploy DONE", "verify STARTED");
    }

    @Test
    void shouldShowThatTheDeployFailed() {
        secrets();
        tell(DeploymentJournal.PHASE, Map.of("phase", "rollback"));

        assertThat(shown.events).endsWith("deploy STARTED", "deploy FAILED", "rollback STARTED");
    }

    @Test
    void shouldCountDownAStepByItsWeightAndTheSoakByItsName() {
        plan();
        state("SHIFTING", 0, 0);
        tell(RolloutJournal.APPLIED, Map.of("ok", true, "blue", 75, "green", 25));
        state("WATCHING", 0, 5_000);
        state("WATCHING", 1, 9_000);

        assertThat(shown.events)
                .containsExactly(
                        "verify STARTED",
                        "verify DONE",
                        "switch STARTED",
                        "blue 75 %, green 25 %",
                        "25 % until 5000",
                        "switch DONE",
                        "soak STARTED",
                        "soak until 9000");
    }

    @Test
    void shouldShowTheWayBackOnceAndThatItWasFound() {
        plan();
        state("SHIFTING", 0, 0);
        state("RETURNING", 0, 0);
        state("CONFIRMING_RETURN", 0, 0);
        tell(RolloutJournal.FINISHED, Map.of("result", "RETURNED", "cause", ""));

        assertThat(shown.events)
                .endsWith(
                        "switch STARTED",
                        "switch FAILED",
                        "return STARTED",
                        "production: going back: unhealthy",
                        "return DONE");
    }

    @Test
    void shouldShowOfAGoodProbeOnlyHowLongItTook() {
        tell(RolloutJournal.LOOK, Map.of("look", "probe blue", "good", true, "detail", "healthy, version v42, 3 ms"));
        tell(RolloutJournal.LOOK, Map.of("look", "probe blue", "good", false, "detail", "status 503, 3 ms"));

        assertThat(shown.events).containsExactly("blue true 3 ms", "blue false status 503, 3 ms");
    }

    private void secrets() {
        tell(DeploymentJournal.PHASE, Map.of("phase", "secrets"));
        tell(DeploymentJournal.PHASE_ENDED, Map.of("phase", "secrets", "ok", true));
    }

    private void plan() {
        tell(RolloutJournal.PLAN, Map.of("to", "green", "steps", List.of(Map.of("weight", 25, "hold", 5_000))));
    }

    private void state(String phase, int step, long watchUntil) {
        tell(
                RolloutJournal.STATE,
                Map.of("phase", phase, "step", step, "watchUntil", watchUntil, "cause", "unhealthy"));
    }

    private void tell(String kind, Map<String, Object> data) {
        display.after(new JournalEntry(1, 1, kind, data));
    }

    private static final class Shown implements Display {
        private final List<String> events = new ArrayList<>();

        @Override
        public void phase(String environment, String phase, State state) {
            events.add(phase + " " + state);
        }

        @Override
        public void weights(String environment, TrafficSplit split) {
            events.add(split.toString());
        }

        @Override
        public void probe(String environment, Slot slot, boolean healthy, String detail) {
            events.add(slot + " " + healthy + " " + detail);
        }

        @Override
        public void countdown(String environment, String what, Instant deadline) {
            events.add(what + " until " + deadline.toEpochMilli());
        }

        @Override
        public void requests(String environment, long sent, long failed) {
            events.add(sent + " sent");
        }

        @Override
        public void line(String text) {
            events.add(text);
        }

        @Override
        public Optional<String> ask(String question) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
