package io.jenkins.plugins.promotion.engine.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.promotion.engine.journal.Journal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalException;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One rollout at a time, where nothing fails but what a test lets fail; the simulation does the rest. */
class RolloutDriverTest {
    private static final long HOUR = 3_600_000;
    private static final RolloutPlan PLAN = RolloutWalk.plan("v41", new RolloutPlan.Step(5, 10_000));
    private static final TrafficSplit BEFORE = PLAN.before();
    private static final TrafficSplit CANARY = PLAN.split(0);
    private static final TrafficSplit AFTER = TrafficSplit.allTo(Slot.GREEN);

    private final SimulatedWorld world = new SimulatedWorld(1, PLAN, new SimulatedWorld.Faults(0, 0, 0, 0, 0, 0, 0));

    private RolloutDriver driver;

    @BeforeEach
    void allIsWell() {
        for (Slot slot : Slot.values()) {
            world.health.put(slot, new SimulatedWorld.SlotHealth(Long.MIN_VALUE, Long.MAX_VALUE, 0));
        }
    }

    private void begin(Journal journal) throws Exception {
        driver = RolloutDriver.begin(PLAN, world.router(1), world.lookout(), journal, world.lease(1), world.clock);
    }

    /** Goes on until the traffic is shared like that, and what follows is a while off. */
    private Progress.Waiting watching(TrafficSplit split) throws Exception {
        Progress progress = driver.advance();
        while (!(world.live.equals(split) && driver.rollout().phase() == Phase.WATCHING)) {
            world.now = ((Progress.Waiting) progress).until();
            progress = driver.advance();
        }
        return (Progress.Waiting) progress;
    }

    private Outcome end() throws Exception {
        Progress progress = driver.advance();
        while (progress instanceof Progress.Waiting waiting) {
            world.now = waiting.until();
            progress = driver.advance();
        }
        return ((Progress.Finished) progress).outcome();
    }

    @Test
    void shouldGiveTheReleaseAllTrafficStepByStep() throws Exception {
        begin(world.journal());

        watching(CANARY);
        assertThat(end().result()).isEqualTo(Outcome.Result.SWITCHED);

        assertThat(world.live).isEqualTo(AFTER);
        assertThat(world.journal().entries())
                .extracting(JournalEntry::kind)
                .startsWith(RolloutJournal.PLAN)
                .endsWith(RolloutJournal.FINISHED)
                .containsSubsequence(
                        RolloutJournal.APPLIED, RolloutJournal.LOOK, RolloutJournal.APPLIED, RolloutJournal.LOOK);
        assertThat(RolloutJournal.ended(world.journal())).map(Outcome::split).contains(Optional.of(AFTER));
        assertThat(RolloutJournal.unfinished(world.journal())).isEmpty();
    }

    @Test
    void shouldGoBackAtOnceWhenAborted() throws Exception {
        begin(world.journal());
        watching(CANARY);

        driver.abort("aborted by alice");

        assertThat(driver.advance())
                .isInstanceOfSatisfying(Progress.Finished.class, finished -> assertThat(finished.outcome())
                        .isEqualTo(new Outcome(Outcome.Result.RETURNED, Optional.of(BEFORE), "aborted by alice")));
        assertThat(world.live).isEqualTo(BEFORE);
    }

    @Test
    void shouldTouchNothingOnceAnotherDeploymentHasTheLease() throws Exception {
        begin(world.journal());
        watching(CANARY);
        world.lease(2);

        driver.abort("aborted by alice");

        assertThat(driver.advance()).isInstanceOf(Progress.Superseded.class);
        assertThat(world.live).isEqualTo(CANARY);
    }

    @Test
    void shouldSendTheTrafficBackWhenTheJournalCannotBeWritten() throws Exception {
        Full journal = new Full(world.journal());
        begin(journal);
        world.now = watching(CANARY).until();

        journal.full = true;

        assertThatThrownBy(driver::advance).isInstanceOf(JournalException.class);
        assertThat(world.live).isEqualTo(BEFORE);
    }

    @Test
    void shouldNotTouchTrafficThatHasNotMovedWhenTheJournalCannotBeWritten() throws Exception {
        Full journal = new Full(world.journal());
        begin(journal);
        journal.full = true;

        assertThatThrownBy(driver::advance).isInstanceOf(JournalException.class);
        assertThat(world.applies).isZero();
    }

    @Test
    void shouldGoOnLookingWhenTheClockIsSetBack() throws Exception {
        begin(world.journal());
        watching(CANARY);
        world.now -= HOUR;
        world.health.put(Slot.GREEN, new SimulatedWorld.SlotHealth(Long.MIN_VALUE, world.now, 0));

        long set = world.now;
        assertThat(end().result()).isEqualTo(Outcome.Result.RETURNED);

        assertThat(world.now - set).isLessThan((PLAN.unhealthyAfter() + 1) * PLAN.every());
    }

    /** A journal whose disk may be full. */
    private static final class Full implements Journal {
        private final Journal journal;
        private boolean full;

        Full(Journal journal) {
            this.journal = journal;
        }

        private void requireRoom() throws JournalException {
            if (full) {
                throw new JournalException("no room", null);
            }
        }

        @Override
        public JournalEntry commit(String kind, Map<String, ?> data) throws JournalException {
            requireRoom();
            return journal.commit(kind, data);
        }

        @Override
        public JournalEntry note(String kind, Map<String, ?> data) throws JournalException {
            requireRoom();
            return journal.note(kind, data);
        }

        @Override
        public List<JournalEntry> entries() {
            return journal.entries();
        }

        @Override
        public void close() {}
    }
}
