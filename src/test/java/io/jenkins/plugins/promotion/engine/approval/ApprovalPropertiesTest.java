package io.jenkins.plugins.promotion.engine.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.approval.Approval.Answer;
import io.jenkins.plugins.promotion.engine.approval.ApprovalDecision.Granted;
import io.jenkins.plugins.promotion.engine.approval.ApprovalDecision.Missing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class ApprovalPropertiesTest {
    private static final String PLAN = "sha256:plan";
    private static final String REQUESTER = "alice";
    private static final long NOW = 1_000;

    @Property
    void shouldNeverGrantWithFewerDistinctValidPeopleThanTheQuorum(
            @ForAll("rules") ApprovalRule rule, @ForAll("answers") List<Approval> answers) {
        long valid = answers.stream()
                .filter(answer -> isValid(rule, answer))
                .map(answer -> rule.names() == Names.EXACT
                        ? answer.who()
                        : answer.who().toLowerCase(Locale.ROOT))
                .distinct()
                .count();

        ApprovalDecision decision = decide(rule, answers, NOW);

        if (decision instanceof Granted granted) {
            assertThat(valid).isGreaterThanOrEqualTo(rule.quorum());
            assertThat(granted.approvals()).hasSize((int) valid);
            assertThat(granted.expires()).isGreaterThan(NOW);
        } else if (decision instanceof Missing missing) {
            assertThat(missing.more()).isEqualTo((int) (rule.quorum() - valid));
        }
    }

    @Property
    void shouldDecideTheSameInWhateverOrder(
            @ForAll("rules") ApprovalRule rule, @ForAll("answers") List<Approval> answers, @ForAll Random random) {
        List<Approval> shuffled = new ArrayList<>(answers);
        Collections.shuffle(shuffled, random);

        assertThat(decide(rule, shuffled, NOW)).isEqualTo(decide(rule, answers, NOW));
    }

    @Property
    void shouldNotBeMovedByAnApprovalThatDoesNotCount(
            @ForAll("rules") ApprovalRule rule,
            @ForAll("answers") List<Approval> answers,
            @ForAll("answer") Approval another) {
        if (another.answer() == Answer.REJECTED || isValid(rule, another)) {
            return;
        }
        List<Approval> more = new ArrayList<>(answers);
        more.add(another);

        ApprovalDecision before = decide(rule, answers, NOW);
        ApprovalDecision after = decide(rule, more, NOW);

        if (before instanceof Missing missing) {
            assertThat(((Missing) after).more()).isEqualTo(missing.more());
        } else {
            assertThat(after).isEqualTo(before);
        }
    }

    @Property
    void shouldNeverGrantLaterWhatItDidNotGrantBefore(
            @ForAll("rules") ApprovalRule rule,
            @ForAll("answers") List<Approval> answers,
            @ForAll("delays") long later) {
        List<Approval> given =
                answers.stream().filter(answer -> answer.at() <= NOW).toList();

        if (decide(rule, given, NOW + later) instanceof Granted) {
            assertThat(decide(rule, given, NOW)).isInstanceOf(Granted.class);
        }
    }

    @Property
    void shouldHoldAGrantExactlyUntilItExpires(
            @ForAll("rules") ApprovalRule rule, @ForAll("answers") List<Approval> answers) {
        List<Approval> given = answers.stream()
                .filter(answer -> answer.at() <= NOW && answer.answer() == Answer.APPROVED)
                .toList();

        if (decide(rule, given, NOW) instanceof Granted granted) {
            assertThat(decide(rule, given, granted.expires() - 1)).isInstanceOf(Granted.class);
            assertThat(decide(rule, given, granted.expires())).isInstanceOf(Missing.class);
        }
    }

    @Property
    void shouldNeverGrantByTheMergedRuleWhatThePolicyAloneWouldNot(
            @ForAll("rules") ApprovalRule file,
            @ForAll("rules") ApprovalRule policyOfAnyHost,
            @ForAll("answers") List<Approval> answers) {
        ApprovalRule policy = new ApprovalRule(
                policyOfAnyHost.quorum(),
                policyOfAnyHost.from(),
                policyOfAnyHost.notRequester(),
                policyOfAnyHost.expires(),
                file.names());
        ApprovalRule merged = ApprovalRule.strictest("production", Optional.of(file), Optional.of(policy))
                .rule()
                .orElseThrow();
        List<Approval> approved = answers.stream()
                .filter(answer -> answer.answer() == Answer.APPROVED)
                .toList();

        if (decide(merged, approved, NOW) instanceof Granted) {
            assertThat(decide(policy, approved, NOW)).isInstanceOf(Granted.class);
            assertThat(decide(file, approved, NOW)).isInstanceOf(Granted.class);
        }
    }

    @Provide
    Arbitrary<ApprovalRule> rules() {
        Arbitrary<List<Set<String>>> from = Arbitraries.of("managers", "team", "bob")
                .set()
                .ofMaxSize(2)
                .list()
                .ofMaxSize(2);
        return Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        from,
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(1, 1_200),
                        Arbitraries.of(Names.class))
                .as((quorum, lists, notRequester, expires, names) ->
                        new ApprovalRule(quorum, lists, notRequester, Duration.ofMillis(expires), names));
    }

    @Provide
    Arbitrary<List<Approval>> answers() {
        return answer().list().ofMaxSize(8);
    }

    @Provide
    Arbitrary<Approval> answer() {
        return Combinators.combine(
                        Arbitraries.of("alice", "bob", "Bob", "carol", "dave", "anonymous"),
                        Arbitraries.of("managers", "team", "administrators")
                                .set()
                                .ofMaxSize(2),
                        Arbitraries.longs().between(0, NOW + 100),
                        Arbitraries.frequencyOf(
                                Tuple.of(9, Arbitraries.just(PLAN)), Tuple.of(1, Arbitraries.just("sha256:other"))),
                        Arbitraries.frequency(Tuple.of(14, Answer.APPROVED), Tuple.of(1, Answer.REJECTED)))
                .as((who, groups, at, plan, answer) ->
                        new Approval(who, groups, at, "", plan, "production", "v42", answer));
    }

    @Provide
    Arbitrary<Long> delays() {
        return Arbitraries.longs().between(0, 2_000);
    }

    /** Written again from the rule's words, so that it does not repeat a mistake of the code. */
    private static boolean isValid(ApprovalRule rule, Approval approval) {
        boolean exact = rule.names() == Names.EXACT;
        boolean listed = rule.from().stream().allMatch(list -> list.stream()
                .anyMatch(name -> approval.groups().contains(name)
                        || (exact ? name.equals(approval.who()) : name.equalsIgnoreCase(approval.who()))));
        return approval.answer() == Answer.APPROVED
                && listed
                && !approval.who().equals("anonymous")
                && approval.planDigest().equals(PLAN)
                && !(rule.notRequester() && approval.who().equals(REQUESTER))
                && approval.at() <= NOW
                && NOW - approval.at() < rule.expires().toMillis();
    }

    private static ApprovalDecision decide(ApprovalRule rule, List<Approval> answers, long now) {
        return ApprovalDecision.decide(rule, PLAN, List.of(REQUESTER), answers, now);
    }
}
