package io.jenkins.plugins.promotion.engine.approval;

import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who has to agree before anything changes in an environment.
 *
 * @param quorum distinct people, at least 1
 * @param from an approver is on every one of these lists, by name or by group; none means anybody the host lets approve
 * @param notRequester whether the people who asked for the deployment are excluded
 * @param expires how long an approval stands
 * @param names how the host tells people apart; the same in all rules of one host
 */
public record ApprovalRule(int quorum, List<Set<String>> from, boolean notRequester, Duration expires, Names names) {

    public ApprovalRule {
        if (quorum < 1) {
            throw new IllegalArgumentException("quorum is at least 1, but was " + quorum);
        }
        if (expires.isNegative() || expires.isZero()) {
            throw new IllegalArgumentException("expires is longer than nothing, but was " + expires);
        }
        from = from.stream().filter(list -> !list.isEmpty()).map(Set::copyOf).toList();
        Objects.requireNonNull(names, "names");
    }

    /** What the promotion file, or the administrator's policy, asks for. */
    public static ApprovalRule of(Environment.Approval approval, Names names) {
        return new ApprovalRule(
                approval.quorum(),
                List.of(Set.copyOf(approval.from())),
                approval.notRequester(),
                approval.expires(),
                names);
    }

    /**
     * A rule, and where the file had asked for less than it.
     *
     * @param rule empty if nobody has to approve
     * @param findings a warning for each point in which the policy tightened the file; what else readers should know
     */
    public record Merged(Optional<ApprovalRule> rule, List<Finding> findings) {
        public Merged {
            findings = List.copyOf(findings);
        }
    }

    /** The strictest of what the file and the policy ask for: a file can tighten the policy, never loosen it. */
    public static Merged strictest(String environment, Optional<ApprovalRule> file, Optional<ApprovalRule> policy) {
        if (policy.isEmpty()) {
            return new Merged(file, List.of());
        }
        if (file.isEmpty()) {
            Finding none = Finding.warning(
                    "approval",
                    "environments." + environment + ".approval",
                    "quorum " + policy.get().quorum(),
                    "no approval",
                    "the policy's rule applies; write it into the file, so that readers see it");
            return new Merged(policy, List.of(none));
        }
        return file.get().tightenedBy(policy.get(), "environments." + environment + ".approval");
    }

    private Merged tightenedBy(ApprovalRule policy, String subject) {
        if (names != policy.names) {
            // Neither is stricter: ignoring case counts fewer people, but finds more of them on a list.
            throw new IllegalArgumentException(
                    "names of both rules are the host's, but were " + names + " and " + policy.names);
        }
        List<Finding> findings = new ArrayList<>();
        if (quorum < policy.quorum) {
            findings.add(tightened(subject + ".quorum", "at least " + policy.quorum, String.valueOf(quorum)));
        }
        if (policy.notRequester && !notRequester) {
            findings.add(tightened(subject + ".notRequester", "true", "false"));
        }
        if (expires.compareTo(policy.expires) > 0) {
            findings.add(tightened(subject + ".expires", "at most " + Words.of(policy.expires), Words.of(expires)));
        }
        if (from.isEmpty() && !policy.from.isEmpty()) {
            findings.add(tightened(subject + ".from", Words.lists(policy.from), "anybody"));
        }
        strangersTo(policy)
                .forEach(name -> findings.add(Finding.info(
                        "approval",
                        subject + ".from",
                        name + " counts only for people who are also in " + Words.lists(policy.from))));
        return new Merged(Optional.of(strictest(policy)), findings);
    }

    private ApprovalRule strictest(ApprovalRule policy) {
        Set<Set<String>> lists = new LinkedHashSet<>(policy.from);
        lists.addAll(from);
        return new ApprovalRule(
                Math.max(quorum, policy.quorum),
                List.copyOf(lists),
                notRequester || policy.notRequester,
                expires.compareTo(policy.expires) < 0 ? expires : policy.expires,
                names);
    }

    /** Names in this rule's lists that the policy does not have: people of its groups, or not; only a host knows. */
    private Set<String> strangersTo(ApprovalRule policy) {
        Set<String> strangers = new TreeSet<>();
        for (Set<String> allowed : policy.from) {
            from.forEach(list -> list.stream()
                    .filter(name -> !policy.names.in(allowed, name))
                    .forEach(strangers::add));
        }
        return strangers;
    }

    private static Finding tightened(String subject, String expected, String butWas) {
        return Finding.warning(
                "approval", subject, expected, butWas, "the policy's rule applies; ask for no less in the file");
    }
}
