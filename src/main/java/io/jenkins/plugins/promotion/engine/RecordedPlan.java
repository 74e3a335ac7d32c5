package io.jenkins.plugins.promotion.engine;

import io.jenkins.plugins.promotion.engine.approval.ApprovalRule;
import io.jenkins.plugins.promotion.engine.approval.Names;
import io.jenkins.plugins.promotion.engine.history.DeploymentJournal;
import io.jenkins.plugins.promotion.engine.journal.Journal;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.journal.JournalException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A plan as it stands in the journal, where a gate finds it without the repository. */
final class RecordedPlan {
    private RecordedPlan() {}

    static void write(Plan plan, Journal journal) throws JournalException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("digest", plan.digest());
        facts.put("previous", plan.live());
        facts.put("slot", plan.slot().toString());
        facts.put("configuration", plan.configurationDigest());
        facts.put("definition", plan.definition());
        facts.put("difference", plan.difference());
        facts.put("summary", plan.summary());
        plan.approval().ifPresent(rule -> {
            facts.put("quorum", rule.quorum());
            facts.put("from", rule.from().stream().map(List::copyOf).toList());
            facts.put("notRequester", rule.notRequester());
            facts.put("expires", rule.expires().toMillis());
        });
        journal.commit(DeploymentJournal.PLAN, facts);
    }

    static List<String> summary(JournalEntry entry) {
        return texts(entry.data().get("summary"));
    }

    static Optional<ApprovalRule> rule(JournalEntry entry, Names names) {
        if (!entry.data().containsKey("quorum")) {
            return Optional.empty();
        }
        List<Set<String>> from = new ArrayList<>();
        ((Collection<?>) entry.data().get("from")).forEach(list -> from.add(new LinkedHashSet<>(texts(list))));
        return Optional.of(new ApprovalRule(
                (int) entry.number("quorum"),
                from,
                Boolean.TRUE.equals(entry.data().get("notRequester")),
                Duration.ofMillis(entry.number("expires")),
                names));
    }

    private static List<String> texts(Object list) {
        return ((Collection<?>) list).stream().map(String::valueOf).toList();
    }
}
