package io.jenkins.plugins.promotion.engine.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.promotion.engine.approval.ApprovalRule.Merged;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApprovalRuleTest {
    private final ApprovalRule policy = rule(2, List.of("release-managers"), true, Duration.ofHours(4));

    @Test
    void shouldTightenAFileThatAsksForLessAndSayEachPoint() {
        Merged merged = merge(rule(1, List.of(), false, Duration.ofHours(36)));

        assertThat(merged.rule()).contains(policy);
        assertThat(merged.findings())
                .extracting(Finding::severity)
                .containsOnly(Severity.WARNING)
                .hasSize(4);
        assertThat(merged.findings())
                .extracting(Finding::toString)
                .contains(
                        "environments.production.approval.quorum: expected at least 2, but was 1;"
                                + " the policy's rule applies; ask for no less in the file",
                        "environments.production.approval.expires: expected at most 4h, but was 36h;"
                                + " the policy's rule applies; ask for no less in the file",
                        "environments.production.approval.from: expected release-managers, but was anybody;"
                                + " the policy's rule applies; ask for no less in the file");
    }

    @Test
    void shouldKeepWhatTheFileAsksForBeyondThePolicy() {
        Merged merged = merge(rule(3, List.of("release-managers"), true, Duration.ofHours(1)));

        assertThat(merged.rule()).contains(rule(3, List.of("release-managers"), true, Duration.ofHours(1)));
        assertThat(merged.findings()).isEmpty();
    }

    @Test
    void shouldAskForPeopleOfBothLists() {
        Merged merged = merge(rule(2, List.of("storefront-team"), true, Duration.ofHours(4)));

        assertThat(merged.rule().orElseThrow().from())
                .containsExactly(Set.of("release-managers"), Set.of("storefront-team"));
        assertThat(merged.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.INFO);
            assertThat(finding.butWas())
                    .isEqualTo("storefront-team counts only for people who are also in release-managers");
        });
    }

    @ParameterizedTest
    @CsvSource({"false,false,false", "false,true,true", "true,false,true", "true,true,true"})
    void shouldLeaveOutTheRequesterIfEitherAsksForIt(boolean file, boolean policy, boolean both) {
        Merged merged = ApprovalRule.strictest(
                "production",
                Optional.of(rule(1, List.of(), file, Duration.ofHours(1))),
                Optional.of(rule(1, List.of(), policy, Duration.ofHours(1))));

        assertThat(merged.rule().orElseThrow().notRequester()).isEqualTo(both);
        assertThat(merged.findings()).hasSize(policy && !file ? 1 : 0);
    }

    @Test
    void shouldUseThePolicyWhereTheFileAsksForNothing() {
        Merged merged = ApprovalRule.strictest("production", Optional.empty(), Optional.of(policy));

        assertThat(merged.rule()).contains(policy);
        assertThat(merged.findings())
                .singleElement()
                .extracting(Finding::butWas)
                .isEqualTo("no approval");
    }

    @Test
    void shouldUseTheFileWhereThereIsNoPolicy() {
        assertThat(ApprovalRule.strictest("production", Optional.of(policy), Optional.empty()))
                .isEqualTo(new Merged(Optional.of(policy), List.of()));
        assertThat(ApprovalRule.strictest("production", Optional.empty(), Optional.empty())
                        .rule())
                .isEmpty();
    }

    @Test
    void shouldRefuseToMergeRulesOfTwoHosts() {
        ApprovalRule exact = new ApprovalRule(1, List.of(), true, Duration.ofHours(1), Names.EXACT);

        assertThatThrownBy(() -> merge(exact))
                .hasMessage("names of both rules are the host's, but were EXACT and IGNORE_CASE");
    }

    @Test
    void shouldRefuseARuleThatNobodyHasToMeet() {
        assertThatThrownBy(() -> rule(0, List.of(), true, Duration.ofHours(1)))
                .hasMessage("quorum is at least 1, but was 0");
        assertThatThrownBy(() -> rule(1, List.of(), true, Duration.ZERO))
                .hasMessage("expires is longer than nothing, but was PT0S");
    }

    private Merged merge(ApprovalRule file) {
        return ApprovalRule.strictest("production", Optional.of(file), Optional.of(policy));
    }

    private static ApprovalRule rule(int quorum, List<String> from, boolean notRequester, Duration expires) {
        return ApprovalRule.of(new Environment.Approval(quorum, from, notRequester, expires), Names.IGNORE_CASE);
    }
}
