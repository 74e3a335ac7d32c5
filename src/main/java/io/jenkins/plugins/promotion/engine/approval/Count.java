package io.jenkins.plugins.promotion.engine.approval;

import io.jenkins.plugins.promotion.engine.approval.Approval.Answer;
import io.jenkins.plugins.promotion.engine.approval.ApprovalDecision.Discounted;
import io.jenkins.plugins.promotion.engine.approval.ApprovalDecision.Granted;
import io.jenkins.plugins.promotion.engine.approval.ApprovalDecision.Missing;
import io.jenkins.plugins.promotion.engine.approval.ApprovalDecision.Rejected;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Counts the answers to one plan at one moment. */
final class Count {
    /** By everything that is said or decided, so that the order in which answers are given cannot matter. */
    private static final Comparator<Approval> OLDEST_FIRST = Comparator.comparingLong(Approval::at)
            .thenComparing(Approval::who)
            .thenComparing(Approval::answer)
            .thenComparing(Approval::reason)
            .thenComparing(Approval::planDigest)
            .thenComparing(Approval::environment)
            .thenComparing(Approval::release)
            .thenComparing(answer -> String.join(" ", new TreeSet<>(answer.groups())));

    private final ApprovalRule rule;
    private final String planDigest;
    private final Collection<String> requesters;
    private final long now;

    Count(ApprovalRule rule, String planDigest, Collection<String> requesters, long now) {
        this.rule = rule;
        this.planDigest = planDigest;
        this.requesters = List.copyOf(requesters);
        this.now = now;
    }

    ApprovalDecision of(Collection<Approval> answers) {
        List<Approval> sorted = answers.stream().sorted(OLDEST_FIRST).toList();
        Map<String, Approval> counting = new LinkedHashMap<>();
        List<Discounted> others = new ArrayList<>();
        for (Approval approval : sorted) {
            if (approval.answer() == Answer.APPROVED) {
                Optional<String> why = whyNot(approval);
                if (why.isPresent()) {
                    others.add(new Discounted(approval, why.get()));
                } else {
                    // Removed first, so that a person who approves again moves to the end.
                    counting.remove(key(approval));
                    counting.put(key(approval), approval);
                }
            }
        }
        return rejected(sorted, counting).orElseGet(() -> decide(List.copyOf(counting.values()), others));
    }

    private ApprovalDecision decide(List<Approval> counting, List<Discounted> others) {
        int more = rule.quorum() - counting.size();
        if (more > 0) {
            return new Missing(more, from(), others);
        }
        long reached = counting.get(rule.quorum() - 1).at();
        long lastNeeded = counting.get(counting.size() - rule.quorum()).at();
        return new Granted(counting, reached, end(lastNeeded));
    }

    private Optional<ApprovalDecision> rejected(List<Approval> sorted, Map<String, Approval> counting) {
        return sorted.stream()
                .filter(answer -> answer.answer() == Answer.REJECTED
                        && whyNotRejected(answer).isEmpty())
                .filter(rejection -> {
                    Approval later = counting.get(key(rejection));
                    return later == null || later.at() <= rejection.at();
                })
                .findFirst()
                .map(first -> new Rejected(first.who(), first.at(), first.reason()));
    }

    private Optional<String> whyNot(Approval approval) {
        Optional<String> why = whyNotRejected(approval);
        String who = approval.who();
        if (why.isPresent()) {
            return why;
        }
        if (rule.notRequester() && rule.names().in(requesters, who)) {
            return Optional.of(who + " asked for this deployment");
        }
        if (approval.at() > now) {
            return Optional.of("the approval of " + who + " is dated in the future, " + Words.of(approval.at()));
        }
        if (now >= end(approval.at())) {
            return Optional.of("the approval of " + who + " expired at " + Words.of(end(approval.at())));
        }
        return Optional.empty();
    }

    /** A no needs less than a yes: it may come from the requester, and it does not expire. */
    private Optional<String> whyNotRejected(Approval answer) {
        String who = answer.who();
        if (Names.isNobody(who)) {
            return Optional.of(who.isBlank() ? "an answer names nobody" : who + " is not a person");
        }
        if (!answer.planDigest().equals(planDigest)) {
            return Optional.of(who + " answered another plan (digest " + Words.digest(answer.planDigest())
                    + ", this one is " + Words.digest(planDigest) + ")");
        }
        for (Set<String> list : rule.from()) {
            if (!isOn(list, answer)) {
                return Optional.of(who + " is not in " + Words.either(list));
            }
        }
        return Optional.empty();
    }

    private boolean isOn(Set<String> list, Approval answer) {
        return rule.names().in(list, answer.who())
                || answer.groups().stream().anyMatch(group -> rule.names().in(list, group));
    }

    private String from() {
        String lists = Words.lists(rule.from());
        return rule.notRequester() && !requesters.isEmpty()
                ? lists + ", but not from " + Words.either(requesters)
                : lists;
    }

    private String key(Approval approval) {
        return rule.names().key(approval.who());
    }

    /** The first moment at which an approval no longer stands; the end of time if that is too far to count. */
    private long end(long at) {
        try {
            return Math.addExact(at, rule.expires().toMillis());
        } catch (ArithmeticException tooFar) {
            return Long.MAX_VALUE;
        }
    }
}
