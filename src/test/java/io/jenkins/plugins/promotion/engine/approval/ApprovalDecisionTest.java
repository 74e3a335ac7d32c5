package io.jenkins.plugins.promotion.engine.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.approval.Approval.Answer;
import io.jenkins.plugins.promotion.engine.approval.ApprovalDecision.Granted;
import io.jenkins.plugins.promotion.engine.approval.ApprovalDecision.Missing;
import io.jenkins.plugins.promotion.engine.approval.ApprovalDecision.Rejected;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApprovalDecisionTest {
    private static final String PLAN = "sha256:0011223344556677";
    private static final long NOON = 1_750_000_000_000L;
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final ApprovalRule two = rule(2, Set.of("release-managers"));

    @Test
    void shouldGrantWhenEnoughListedPeopleApproved() {
        Granted granted = (Granted) decide(two, manager("bob", NOON - HOUR), manager("carol", NOON - 2 * HOUR));

        assertThat(granted.approvals()).extracting(Approval::who).containsExactly("carol", "bob");
        assertThat(granted.at()).isEqualTo(NOON - HOUR);
        assertThat(granted.expires()).as("when carol's no longer stands").isEqualTo(NOON + 2 * HOUR);
        assertThat(granted).hasToString("approved by carol, bob at 2025-06-15 14:06 UTC, until 2025-06-15 17:06 UTC");
    }

    @Test
    void shouldStandUntilTooFewApprovalsAreLeft() {
        Granted granted = (Granted) decide(
                two, manager("bob", NOON - 3 * HOUR), manager("carol", NOON - 2 * HOUR), manager("dave", NOON - HOUR));

        assertThat(granted.at()).as("bob and carol were enough").isEqualTo(NOON - 2 * HOUR);
        assertThat(granted.expires()).as("carol and dave still are").isEqualTo(NOON + 2 * HOUR);
    }

    @Test
    void shouldSayHowManyMoreAndFromWhom() {
        ApprovalDecision decision = decide(two, manager("bob", NOON));

        assertThat(decision).isInstanceOf(Missing.class);
        assertThat(decision).hasToString("needs 1 more approval from release-managers, but not from alice");
    }

    @Test
    void shouldCountAPersonOnceHoweverTheNameIsSpelt() {
        assertThat(decide(two, manager("bob", NOON - 1), manager("BOB", NOON))).isInstanceOf(Missing.class);
    }

    @Test
    void shouldTellCaseApartOnlyWhereTheHostDoes() {
        ApprovalRule exact = new ApprovalRule(2, List.of(), true, Duration.ofHours(4), Names.EXACT);

        assertThat(decide(exact, manager("bob", NOON - 1), manager("BOB", NOON)))
                .isInstanceOf(Granted.class);
    }

    @Test
    void shouldNotCountTheRequesterInAnySpelling() {
        assertThat(why(decide(two, manager("Alice", NOON)))).containsExactly("Alice asked for this deployment");
    }

    @Test
    void shouldCountTheRequesterWhereTheRuleAllowsIt() {
        ApprovalRule relaxed = new ApprovalRule(1, List.of(), false, Duration.ofHours(4), Names.IGNORE_CASE);

        assertThat(decide(relaxed, manager("alice", NOON))).isInstanceOf(Granted.class);
    }

    @Test
    void shouldNotCountAnApprovalOfAnotherPlan() {
        Approval other =
                answer("bob", Set.of("release-managers"), NOON, "sha256:ffffffffffffffffffff", Answer.APPROVED);

        assertThat(why(decide(two, other)))
                .containsExactly("bob answered another plan (digest sha256:ffffffffffff…, this one is "
                        + PLAN.substring(0, 19) + "…)");
    }

    @Test
    void shouldNotCountAnApprovalAtTheMomentItExpires() {
        ApprovalRule one = rule(1, Set.of());

        assertThat(decide(one, manager("bob", NOON - 4 * HOUR + 1))).isInstanceOf(Granted.class);
        assertThat(why(decide(one, manager("bob", NOON - 4 * HOUR))))
                .containsExactly("the approval of bob expired at 2025-06-15 15:06 UTC");
    }

    @Test
    void shouldNotCountAnApprovalFromTheFuture() {
        assertThat(why(decide(two, manager("bob", NOON + 1))))
                .containsExactly("the approval of bob is dated in the future, 2025-06-15 15:06 UTC");
    }

    @Test
    void shouldNotCountAnAdministratorWhoIsNotListed() {
        Approval admin = answer("root", Set.of("administrators"), NOON, PLAN, Answer.APPROVED);

        assertThat(why(decide(two, admin))).containsExactly("root is not in release-managers");
    }

    @Test
    void shouldCountAPersonListedByName() {
        ApprovalRule named = rule(1, Set.of("bob", "release-managers"));

        assertThat(decide(named, answer("bob", Set.of(), NOON, PLAN, Answer.APPROVED)))
                .isInstanceOf(Granted.class);
    }

    @Test
    void shouldAskForMembershipOfEveryList() {
        ApprovalRule both = new ApprovalRule(
                1,
                List.of(Set.of("release-managers"), Set.of("storefront-team")),
                true,
                Duration.ofHours(4),
                Names.IGNORE_CASE);

        assertThat(decide(both, manager("bob", NOON)))
                .hasToString("needs 1 more approval from release-managers, who is also in storefront-team,"
                        + " but not from alice; bob is not in storefront-team");
        assertThat(decide(
                        both,
                        answer("bob", Set.of("release-managers", "storefront-team"), NOON, PLAN, Answer.APPROVED)))
                .isInstanceOf(Granted.class);
    }

    @Test
    void shouldNeverCountNobody() {
        ApprovalRule anybody = rule(1, Set.of());

        for (String nobody : List.of("", "  ", "anonymous", "Anonymous", "SYSTEM", "unknown")) {
            assertThat(decide(anybody, manager(nobody, NOON))).as(nobody).isInstanceOf(Missing.class);
        }
    }

    @Test
    void shouldStopAtARejectionWhateverElseWasApproved() {
        ApprovalDecision decision = decide(
                two,
                manager("bob", NOON - 2),
                answer("dave", Set.of("release-managers"), NOON - 3, PLAN, Answer.REJECTED),
                manager("carol", NOON - 1));

        assertThat(decision).isEqualTo(new Rejected("dave", NOON - 3, "because"));
        assertThat(decision).hasToString("rejected by dave at 2025-06-15 15:06 UTC: because");
    }

    @Test
    void shouldLetTheRequesterSayNo() {
        assertThat(decide(two, answer("alice", Set.of("release-managers"), NOON, PLAN, Answer.REJECTED)))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void shouldIgnoreARejectionByAStrangerOrOfAnotherPlan() {
        Approval stranger = answer("mallory", Set.of(), NOON, PLAN, Answer.REJECTED);
        Approval elsewhere = answer("dave", Set.of("release-managers"), NOON, "sha256:other", Answer.REJECTED);

        assertThat(decide(two, stranger, elsewhere, manager("bob", NOON), manager("carol", NOON)))
                .isInstanceOf(Granted.class);
    }

    @Test
    void shouldLetAPersonTakeARejectionBack() {
        Approval no = answer("bob", Set.of("release-managers"), NOON - 2, PLAN, Answer.REJECTED);

        assertThat(decide(two, no, manager("bob", NOON - 1), manager("carol", NOON)))
                .isInstanceOf(Granted.class);
        assertThat(decide(two, no, manager("bob", NOON - 2), manager("carol", NOON)))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void shouldStandForeverIfItExpiresAfterTheEndOfTime() {
        ApprovalRule endless =
                new ApprovalRule(1, List.of(), true, Duration.ofSeconds(Long.MAX_VALUE), Names.IGNORE_CASE);

        assertThat(((Granted) decide(endless, manager("bob", NOON))).expires()).isEqualTo(Long.MAX_VALUE);
    }

    private static ApprovalDecision decide(ApprovalRule rule, Approval... answers) {
        return ApprovalDecision.decide(rule, PLAN, List.of("alice"), List.of(answers), NOON);
    }

    private static List<String> why(ApprovalDecision decision) {
        return ((Missing) decision)
                .others().stream().map(ApprovalDecision.Discounted::why).toList();
    }

    private static ApprovalRule rule(int quorum, Set<String> from) {
        return new ApprovalRule(quorum, List.of(from), true, Duration.ofHours(4), Names.IGNORE_CASE);
    }

    private static Approval manager(String who, long at) {
        return answer(who, Set.of("release-managers"), at, PLAN, Answer.APPROVED);
    }

    private static Approval answer(String who, Set<String> groups, long at, String plan, Answer answer) {
        return new Approval(who, groups, at, "because", plan, "production", "v42", answer);
    }
}
