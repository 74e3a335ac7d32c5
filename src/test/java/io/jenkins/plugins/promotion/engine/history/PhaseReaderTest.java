package io.jenkins.plugins.promotion.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.rollback.RollbackDriver;
import io.jenkins.plugins.promotion.engine.rollout.RolloutJournal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PhaseReaderTest {
    private final PhaseReader reader = new PhaseReader();
    private long now;

    @Test
    void shouldTellDeployAndThePartsOfACanary() {
        phase("secrets", 0, 10);
        plan(50, 1);
        tell(60, RolloutJournal.LOOK, Map.of("look", "smoke green", "good", true, "detail", "2 smoke tests passed"));
        shift(70, 0, 25);
        state(90, "WATCHING", 0, "");
        shift(100, 1, 100);
        state(120, "WATCHING", 1, "");
        finish(200, "SWITCHED", "");
        phase("record", 201, 205);

        assertThat(reader.phases())
                .containsExactly(
                        new PhaseRecord("secrets", 0, 10, true, ""),
                        new PhaseRecord("deploy", 10, 50, true, ""),
                        new PhaseRecord("verify", 50, 70, true, "smoke green: 2 smoke tests passed"),
                        new PhaseRecord("switch", 70, 120, true, "green at 25 %, 100 %"),
                        new PhaseRecord("soak", 120, 200, true, ""),
                        new PhaseRecord("record", 201, 205, true, ""));
    }

    @Test
    void shouldTellWhyTheTrafficWentBackAndThatItCameBack() {
        phase("secrets", 0, 10);
        plan(50, 1);
        shift(70, 0, 25);
        state(100, "RETURNING", 0, "green is unhealthy");
        state(110, "CONFIRMING_RETURN", 0, "green is unhealthy");
        finish(130, "RETURNED", "green is unhealthy");

        assertThat(reader.phases())
                .contains(
                        new PhaseRecord("switch", 70, 100, false, "green is unhealthy"),
                        new PhaseRecord("return", 100, 130, true, ""));
    }

    @Test
    void shouldTellThatAReleaseWasNotFitForTraffic() {
        phase("secrets", 0, 10);
        plan(50, 0);
        finish(80, "UNCHANGED", "not healthy within 3 s");

        assertThat(reader.phases()).endsWith(new PhaseRecord("verify", 50, 80, false, "not healthy within 3 s"));
    }

    @Test
    void shouldTellThatTheTrafficWasSeenWhereItAlwaysWas() {
        phase("secrets", 0, 10);
        plan(50, 0);
        state(70, "RETURNING", 0, "not healthy");
        finish(80, "UNCHANGED", "not healthy within 3 s");

        assertThat(reader.phases())
                .endsWith(
                        new PhaseRecord("verify", 50, 70, false, "not healthy"),
                        new PhaseRecord("return", 70, 80, true, ""));
    }

    @Test
    void shouldTellThatTheReturnWasNotSeen() {
        phase("secrets", 0, 10);
        plan(50, 0);
        shift(60, 0, 100);
        state(70, "RETURNING", 0, "unhealthy");
        finish(90, "NEEDS_A_PERSON", "the router does not answer");

        assertThat(reader.phases()).endsWith(new PhaseRecord("return", 70, 90, false, "the router does not answer"));
    }

    @Test
    void shouldTellThatTheDeploymentItselfFailed() {
        phase("baseline", 0, 5);
        phase("secrets", 5, 10);
        tell(40, DeploymentJournal.PHASE, Map.of("phase", "rollback"));
        tell(41, RollbackDriver.BEGUN, Map.of("cause", "script returned exit code 1"));

        assertThat(reader.phases())
                .containsSubsequence(
                        new PhaseRecord("deploy", 10, 40, false, "script returned exit code 1"),
                        new PhaseRecord("rollback", 40, 0, false, ""));
    }

    @Test
    void shouldNotBlameTheDeploymentForAPhaseThatFailed() {
        phase("baseline", 0, 5);
        tell(5, DeploymentJournal.PHASE, Map.of("phase", "secrets"));
        tell(9, DeploymentJournal.PHASE_ENDED, Map.of("phase", "secrets", "ok", false, "detail", "no store"));
        tell(10, DeploymentJournal.PHASE, Map.of("phase", "rollback"));
        tell(11, RollbackDriver.BEGUN, Map.of("cause", "no store"));

        assertThat(reader.phases()).extracting(PhaseRecord::name).containsExactly("baseline", "secrets", "rollback");
    }

    @Test
    void shouldTellNoDeployInAReturnToAnEarlierRelease() {
        plan(50, 0);
        shift(60, 0, 100);

        assertThat(reader.phases()).extracting(PhaseRecord::name).containsExactly("verify", "switch");
    }

    @Test
    void shouldShowWhatIsUnderWayAsUnderWay() {
        plan(50, 0);

        assertThat(reader.phases()).containsExactly(new PhaseRecord("verify", 50, 0, false, ""));
    }

    private void phase(String name, long from, long to) {
        tell(from, DeploymentJournal.PHASE, Map.of("phase", name));
        tell(to, DeploymentJournal.PHASE_ENDED, Map.of("phase", name, "ok", true, "detail", ""));
    }

    private void plan(long at, int steps) {
        List<Map<String, Integer>> canary = steps == 0 ? List.of() : List.of(Map.of("weight", 25, "hold", 20));
        tell(at, RolloutJournal.PLAN, Map.of("to", "green", "steps", canary));
    }

    private void shift(long at, int step, int green) {
        state(at, "SHIFTING", step, "");
        tell(at + 1, RolloutJournal.APPLIED, Map.of("ok", true, "green", green, "blue", 100 - green, "detail", ""));
        state(at + 2, "CONFIRMING", step, "");
    }

    private void state(long at, String phase, int step, String cause) {
        tell(at, RolloutJournal.STATE, Map.of("phase", phase, "step", step, "cause", cause));
    }

    private void finish(long at, String result, String cause) {
        tell(at, RolloutJournal.FINISHED, Map.of("result", result, "cause", cause));
    }

    private void tell(long at, String kind, Map<String, Object> data) {
        reader.read(new JournalEntry(++now, at, kind, data));
    }
}
