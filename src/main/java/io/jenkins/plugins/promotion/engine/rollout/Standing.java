package io.jenkins.plugins.promotion.engine.rollout;

import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.util.List;
import java.util.Optional;

/**
 * Where a rollout that is at work stands, for those who watch it; made from its journal.
 *
 * @param phase what it does
 * @param allTraffic whether the step that it is at gives the new slot all traffic
 * @param seen the split that was last seen, by users' way or as the router told it; empty if none was
 * @param wanted the split that it is at, or on its way to
 * @param until to when the step is watched, epoch milliseconds; 0 if it is not watched
 * @param looks how often it has looked at a slot or at the data plane
 * @param badLooks how many of them were not good
 * @param last what it saw last, in words; empty before the first look
 */
public record Standing(
        Phase phase,
        boolean allTraffic,
        Optional<TrafficSplit> seen,
        TrafficSplit wanted,
        long until,
        int looks,
        int badLooks,
        String last) {

    /** How the newest rollout of the journal stands; empty if there is none, or it has ended. */
    public static Optional<Standing> of(List<JournalEntry> journal) {
        Reader reader = new Reader();
        journal.forEach(reader::read);
        return reader.standing();
    }

    /** Follows a journal. */
    private static final class Reader {
        private RolloutPlan plan;
        private RolloutState state;
        private int looks;
        private int badLooks;
        private String last;

        void read(JournalEntry entry) {
            switch (entry.kind()) {
                case RolloutJournal.PLAN -> begin(RolloutJournal.plan(entry));
                case RolloutJournal.STATE -> state = RolloutJournal.state(entry);
                case RolloutJournal.LOOK -> look(entry);
                case RolloutJournal.FINISHED -> plan = null;
                default -> {}
            }
        }

        private void begin(RolloutPlan next) {
            plan = next;
            state = new RolloutState();
            looks = 0;
            badLooks = 0;
            last = "";
        }

        private void look(JournalEntry entry) {
            boolean good = Boolean.TRUE.equals(entry.data().get("good"));
            looks++;
            badLooks += good ? 0 : 1;
            last = entry.text("look") + ": " + entry.text("detail");
            if (plan == null) {
                return;
            }
            // It looks at nothing before the router has said that the traffic is where the plan expects it.
            boolean first = state.phase == Phase.VERIFYING && state.seenBlue < 0;
            if (first || good && entry.text("look").equals(RolloutJournal.DATA_PLANE)) {
                state.see(Optional.of(wanted()));
            }
        }

        private TrafficSplit wanted() {
            return switch (state.phase) {
                case VERIFYING, RETURNING, CONFIRMING_RETURN -> plan.before();
                case SHIFTING, CONFIRMING, WATCHING, FINISHED -> plan.split(state.step);
            };
        }

        Optional<Standing> standing() {
            return Optional.ofNullable(plan)
                    .map(known -> new Standing(
                            state.phase,
                            known.isLast(state.step) && state.phase != Phase.VERIFYING,
                            state.seen(),
                            wanted(),
                            state.phase == Phase.WATCHING ? state.watchUntil : 0,
                            looks,
                            badLooks,
                            last));
        }
    }
}
