package io.jenkins.plugins.promotion.engine.rollback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.lease.Lease;
import io.jenkins.plugins.promotion.engine.rollback.Restoration.Result;
import io.jenkins.plugins.promotion.engine.rollback.SimulatedThings.Faults;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RollbackTest {
    private static final Baseline BASELINE =
            new Baseline(List.of(captured("configuration"), captured("secret"), captured("traffic")));

    private final SimulatedThings things = new SimulatedThings(1, "configuration", "secret", "traffic");

    @Test
    void shouldAskForEverythingInReverseOrderOfCapture() {
        Rollback rollback = Rollback.to(BASELINE);

        assertThat(rollback.effect()).isEqualTo(new Rollback.Effect.Restore("traffic", 1));
        rollback = rollback.tried(restored("traffic"));
        assertThat(rollback.effect()).isEqualTo(new Rollback.Effect.Restore("secret", 1));
        rollback = rollback.tried(restored("secret"));
        assertThat(rollback.effect()).isEqualTo(new Rollback.Effect.Restore("configuration", 1));
        rollback = rollback.tried(restored("configuration"));
        assertThat(rollback.effect()).isInstanceOf(Rollback.Effect.Finish.class);
    }

    @Test
    void shouldGoOnPastWhatFailedThreeTimes() {
        Rollback rollback = Rollback.to(BASELINE);

        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(rollback.effect()).isEqualTo(new Rollback.Effect.Restore("traffic", attempt));
            rollback = rollback.tried(failed("traffic"));
        }

        assertThat(rollback.effect()).isEqualTo(new Rollback.Effect.Restore("secret", 1));
        assertThat(rollback.outcomes()).containsExactly(failed("traffic"));
    }

    @Test
    void shouldKeepTheLastAnswerOfSeveralAttempts() {
        Rollback rollback = Rollback.to(BASELINE)
                .tried(failed("traffic"))
                .tried(failed("traffic"))
                .tried(restored("traffic"));

        assertThat(rollback.outcomes()).containsExactly(restored("traffic"));
    }

    @Test
    void shouldNotChangeWhenItAnswers() {
        Rollback rollback = Rollback.to(BASELINE);

        rollback.tried(restored("traffic"));

        assertThat(rollback.outcomes()).isEmpty();
        assertThat(rollback.effect()).isEqualTo(new Rollback.Effect.Restore("traffic", 1));
    }

    @Test
    void shouldRefuseAnAnswerToWhatItDidNotAsk() {
        assertThatThrownBy(() -> Rollback.to(BASELINE).tried(restored("secret")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("secret")
                .hasMessageContaining("traffic");
        assertThatThrownBy(() -> Rollback.to(new Baseline(List.of())).tried(restored("secret")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldRefuseOutcomesOfAnotherBaseline() {
        assertThatThrownBy(() -> Rollback.resumed(BASELINE, List.of(restored("configuration"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not fit");
    }

    @Test
    void shouldBeCompleteOnlyIfEverythingIsKnownToBeBack() {
        assertThat(new RollbackReport(List.of(restored("a"), new Restoration("b", Result.UNCHANGED, ""))).isComplete())
                .isTrue();
        assertThat(new RollbackReport(List.of(restored("a"), failed("b"))).isComplete())
                .isFalse();
        assertThat(new RollbackReport(List.of(new Restoration("b", Result.UNKNOWN, ""))).isComplete())
                .isFalse();
    }

    @Test
    void shouldWriteEachStepIntoTheJournalBeforeItIsDone() throws Exception {
        things.driver(1).capture();
        things.world.put("secret", "v2");

        RollbackReport report = things.driver(1).restore("smoke test failed");

        assertThat(things.disk)
                .extracting(entry -> entry.kind() + " " + entry.text("name"))
                .containsExactly(
                        "rollback.baseline ",
                        "rollback.begun ",
                        "rollback.intent traffic",
                        "rollback.outcome traffic",
                        "rollback.intent secret",
                        "rollback.outcome secret",
                        "rollback.intent configuration",
                        "rollback.outcome configuration",
                        "rollback.finished ");
        assertThat(things.disk.get(1).text("cause")).isEqualTo("smoke test failed");
        assertThat(report.restorations())
                .extracting(Restoration::result)
                .containsExactly(Result.UNCHANGED, Result.RESTORED, Result.UNCHANGED);
        assertThat(things.world).containsEntry("secret", "v1");
    }

    @Test
    void shouldReportAsRestoredWhatFailedButIsSeenBack() throws Exception {
        things.driver(1).capture();
        things.world.put("secret", "v2");
        things.faults = new Faults(0, 0, 1, 0, 0, 0, 0, 0);

        assertThat(things.driver(1).restore("").isComplete()).isTrue();
    }

    @Test
    void shouldNotBelieveARestorationThatChangedNothing() throws Exception {
        things.driver(1).capture();
        things.world.put("secret", "v2");
        things.faults = new Faults(0, 0, 0, 1, 0, 0, 0, 0);

        Restoration secret = things.driver(1).restore("").restorations().get(1);

        assertThat(secret)
                .isEqualTo(new Restoration(
                        "secret", Result.FAILED, "stands at version v2, not at version v1: it said it was restored"));
    }

    @Test
    void shouldNotKnowWhatItCannotSee() throws Exception {
        things.driver(1).capture();
        things.faults = new Faults(0, 0, 0, 0, 0, 1, 0, 0);

        assertThat(things.driver(1).restore("").restorations())
                .extracting(Restoration::result)
                .containsOnly(Result.UNKNOWN);
    }

    @Test
    void shouldNotKnowWhatThePromotionFileNoLongerHas() throws Exception {
        things.driver(1).capture();
        things.world.remove("secret");

        RollbackReport report = things.driver(1).restore("");

        assertThat(report.restorations().get(1))
                .isEqualTo(new Restoration(
                        "secret", Result.UNKNOWN, "the promotion file no longer has it; bring back {version=v1}"));
        assertThat(report.restorations()).hasSize(3);
    }

    @Test
    void shouldKeepTheFirstCauseWhenItGoesOnAfterACrash() throws Exception {
        things.driver(1).capture();
        things.faults = new Faults(0, 0, 0, 0, 1, 0, 0, 0);
        assertThatThrownBy(() -> things.driver(1).restore("smoke test failed"))
                .isInstanceOf(InterruptedException.class);
        things.faults = Faults.NONE;

        things.driver(2).restore("resumed");

        assertThat(things.journal().last(RollbackDriver.BEGUN))
                .get()
                .extracting(entry -> entry.text("cause"))
                .isEqualTo("smoke test failed");
    }

    @Test
    void shouldTouchNothingWithAStaleLease() throws Exception {
        things.driver(1).capture();
        things.world.put("secret", "v2");
        RollbackDriver stale = things.driver(1);
        things.driver(2);
        List<JournalEntry> before = List.copyOf(things.disk);

        assertThatThrownBy(() -> stale.restore("late"))
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining("another deployment holds it");
        assertThat(things.world).containsEntry("secret", "v2");
        assertThat(things.disk).isEqualTo(before);
    }

    @Test
    void shouldTouchNothingWhenTheLeaseGoesBetweenTheIntentAndTheAct() throws Exception {
        AtomicBoolean touched = new AtomicBoolean();
        Restorable thing = new Fixed("secret") {
            @Override
            public Restored restore(Map<String, String> captured) {
                touched.set(true);
                return Restored.RESTORED;
            }
        };
        Lease untilIntent = new Lease() {
            @Override
            public long token() {
                return 1;
            }

            @Override
            public boolean held() {
                return things.disk.stream().noneMatch(entry -> entry.kind().equals(RollbackDriver.INTENT));
            }

            @Override
            public void release() {}
        };
        RollbackDriver driver = new RollbackDriver(List.of(thing), things.journal(), untilIntent);
        driver.capture();

        assertThatThrownBy(() -> driver.restore("late")).hasMessageContaining("another deployment holds it");
        assertThat(touched).isFalse();
    }

    @Test
    void shouldComeBackToANewerBaselineAfterAFinishedRollback() throws Exception {
        things.driver(1).capture();
        things.driver(1).restore("first");
        things.driver(1).record(new Baseline(List.of(new Baseline.Captured("secret", Map.of("version", "v0")))));

        RollbackReport report = things.driver(1).restore("second");

        assertThat(report.restorations()).containsExactly(new Restoration("secret", Result.RESTORED, "version v0"));
        assertThat(things.world).containsEntry("secret", "v0");
        assertThat(things.journal().last(RollbackDriver.BEGUN))
                .get()
                .extracting(entry -> entry.text("cause"))
                .isEqualTo("second");
    }

    @Test
    void shouldReadTheBaselineBackFromTheJournal() throws Exception {
        Baseline captured = things.driver(1).capture();

        assertThat(captured).isEqualTo(BASELINE);
        assertThat(RollbackDriver.baseline(things.disk)).isEqualTo(BASELINE);
        assertThat(RollbackDriver.baseline(List.of())).isEqualTo(new Baseline(List.of()));
    }

    @Test
    void shouldNameEverythingThatCannotBeCapturedOrRestored() {
        Finding unrestorable = Finding.error("baseline", "schema", "an undo script", "none", "write one");
        Restorable unproven = new Fixed("schema") {
            @Override
            public List<Finding> prove(Map<String, String> captured) {
                return List.of(unrestorable);
            }
        };
        Restorable unreadable = new Fixed("configuration") {
            @Override
            public Map<String, String> capture() throws IOException {
                throw new IOException("permission denied");
            }
        };
        RollbackDriver driver = new RollbackDriver(List.of(unproven, unreadable), things.journal(), things.lease(1));

        PromotionException refused = catchThrowableOfType(PromotionException.class, driver::capture);

        assertThat(refused.findings()).hasSize(2).contains(unrestorable);
        assertThat(refused).hasMessageContaining("configuration").hasMessageContaining("permission denied");
        assertThat(things.disk).isEmpty();
    }

    @Test
    void shouldGoOnInSpiteOfAWarning() throws Exception {
        Restorable ill = new Fixed("traffic") {
            @Override
            public List<Finding> prove(Map<String, String> captured) {
                return List.of(Finding.warning("baseline", "traffic", "healthy", "ill", ""));
            }
        };

        assertThat(new RollbackDriver(List.of(ill), things.journal(), things.lease(1))
                        .capture()
                        .captured())
                .hasSize(1);
    }

    @Test
    void shouldRefuseTwoRestorablesOfOneName() {
        assertThatThrownBy(() -> new RollbackDriver(
                        List.of(new Fixed("secret"), new Fixed("secret")), things.journal(), things.lease(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'secret'");
    }

    private static Baseline.Captured captured(String name) {
        return new Baseline.Captured(name, Map.of("version", "v1"));
    }

    private static Restoration restored(String name) {
        return new Restoration(name, Result.RESTORED, "");
    }

    private static Restoration failed(String name) {
        return new Restoration(name, Result.FAILED, "");
    }

    /** A thing that always stands where it should. */
    private static class Fixed implements Restorable {
        private final String name;

        Fixed(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Map<String, String> capture() throws IOException {
            return Map.of("version", "v1");
        }

        @Override
        public List<Finding> prove(Map<String, String> captured) {
            return List.of();
        }

        @Override
        public Restored restore(Map<String, String> captured) {
            return Restored.UNCHANGED;
        }
    }
}
