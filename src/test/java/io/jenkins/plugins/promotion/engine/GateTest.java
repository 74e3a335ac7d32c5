package io.jenkins.plugins.promotion.engine;

import static io.jenkins.plugins.promotion.engine.FakeHost.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.promotion.engine.approval.Approval;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest extends OnAFakeHost {
    private static final String DIGEST = "00112233445566778899aabbccddeeff";

    /** A deployment that alice asked for and whose plan is made. */
    private String planned(String approval) throws Exception {
        host.approval = approval;
        String id = host.promotion().deployment(PRODUCTION, "v2", "17", "alice");
        host.promotion().preflight(id);
        return id;
    }

    private static String approval(int quorum, String from) {
        return "approval: { quorum: " + quorum + ", from: [" + from + "], notRequester: true, expires: 1h }";
    }

    private String digest(String id) throws Exception {
        return host.record(id).planDigest();
    }

    @Test
    void shouldAskNobodyWhereNobodyHasToApprove() throws Exception {
        Gate gate = host.promotion().gate(planned(""));

        assertThat(gate.granted()).isTrue();
        assertThat(gate.status()).isEqualTo("nobody has to approve");
    }

    @Test
    void shouldAskWhoeverCanHelpAboutThePlan() throws Exception {
        String id = planned(approval(1, "carol, alice, bob"));

        Gate gate = host.promotion().gate(id);

        assertThat(gate.granted()).isFalse();
        assertThat(gate.submitters()).isEqualTo("bob,carol");
        assertThat(gate.inputId()).isEqualTo("Promotion-production-" + digest(id));
        assertThat(gate.message())
                .contains("shop v2 to production, where v1 is live", "plan " + digest(id), "needs 1 more approval");
    }

    /** Jenkins records no longer text with a question, and counts no answer to one that it has not recorded. */
    @Test
    void shouldAskInAThousandCharactersAndTellTheRestInDetail() throws Exception {
        String people = IntStream.range(0, 100).mapToObj(i -> "p" + i).collect(Collectors.joining(", "));
        host.rollout = IntStream.rangeClosed(1, 99)
                .mapToObj(weight -> "{ weight: " + weight + ", for: 60s }")
                .collect(Collectors.joining(", ", "canary: [", "]"));
        String id = planned(approval(1, people));

        Gate gate = host.promotion().gate(id);

        assertThat(gate.message())
                .hasSizeLessThan(1024)
                .startsWith("shop v2 to production, where v1 is live\n")
                .contains(
                        "1 % for 60 s", "… more in the log\n", "\nplan " + digest(id) + "\n", "needs 1 more approval");
        assertThat(gate.details()).anyMatch(line -> line.contains("99 % for 60 s"));
        assertThat(host.shown).endsWith("plan " + digest(id));
        assertThat(gate.message()).startsWith(host.shown);
    }

    @Test
    void shouldAskWithWhatThePreflightWarnsOf() throws Exception {
        String id = planned(approval(1, "bob"));
        assertThat(host.promotion().gate(id).message()).contains("\npreflight warns of nothing\n");

        host.objections.add(Finding.warning("policy", "production", "a quiet hour", "Friday", "be quick"));
        host.promotion().preflight(id);

        assertThat(host.promotion().gate(id).message())
                .contains("\npreflight warns: production: expected a quiet hour, but was Friday; be quick\n");
    }

    @Test
    void shouldRatherAskInVainThanAskAnybody() throws Exception {
        Gate gate = host.promotion().gate(planned(approval(1, "alice")));

        assertThat(gate.submitters()).isEqualTo("alice");
    }

    @Test
    void shouldOpenWhenEnoughPeopleHaveApprovedThePlan() throws Exception {
        String id = planned(approval(2, "bob, carol"));
        host.approve("bob", digest(id));
        assertThat(host.promotion().gate(id).status()).startsWith("needs 1 more approval");

        host.approve("carol", digest(id));

        assertThat(host.promotion().gate(id).granted()).isTrue();
        assertThat(host.promotion().gate(id).status()).contains("approved by bob, carol");
    }

    @Test
    void shouldTellWhyAnAnswerToAnotherPlanDoesNotCount() throws Exception {
        String id = planned(approval(1, "bob"));
        host.approve("bob", DIGEST);

        assertThat(host.promotion().gate(id).status()).contains("bob answered another plan");
    }

    @Test
    void shouldNeitherCountNorTellAnswersToPlansForOtherEnvironments() throws Exception {
        String id = planned(approval(1, "bob"));
        for (String digest : new String[] {digest(id), DIGEST}) {
            host.approvals.add(new Approval(
                    "bob", Set.of(), host.clock().millis(), "", digest, "testing", "v2", Approval.Answer.APPROVED));
        }

        assertThat(host.promotion().gate(id).granted()).isFalse();
        assertThat(host.promotion().gate(id).status())
                .startsWith("needs 1 more approval")
                .doesNotContain("answered");
        assertThatThrownBy(() -> host.promotion().begin(id)).hasMessageContaining("1 approvals of plan " + digest(id));
    }

    @Test
    void shouldDecideWithoutTheFile() throws Exception {
        String id = planned(approval(1, "bob"));
        host.breakFile("");

        assertThat(Promotion.gate(host, new OpenDeployments(), PRODUCTION, "v2", "17")
                        .inputId())
                .endsWith(digest(id));
    }

    @Test
    void shouldNeedAPlan() throws Exception {
        String id = host.promotion().deployment(PRODUCTION, "v2", "17", "alice");

        assertThatThrownBy(() -> host.promotion().gate(id)).hasMessageContaining("run preflightCheck");
        assertThatThrownBy(() -> Promotion.gate(host, new OpenDeployments(), PRODUCTION, "v2", "18"))
                .hasMessageContaining("run preflightCheck");
    }

    @ParameterizedTest
    @ValueSource(strings = {"production", "production-eu", "a-" + DIGEST})
    void shouldReadFromAnIdWhatTheQuestionWasAbout(String environment) {
        Gate.Question question = new Gate.Question(environment, DIGEST);

        assertThat(Gate.question(question.inputId())).contains(question);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Promotion-" + DIGEST, "Promotion-production-0011", "Deploy-production-" + DIGEST})
    void shouldNotTakeAnotherQuestionForOneAboutAPlan(String inputId) {
        assertThat(Gate.question(inputId)).isEmpty();
    }
}
