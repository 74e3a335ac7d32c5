package io.jenkins.plugins.promotion.engine.approval;

import java.util.Objects;
import java.util.Set;

/**
 * One person's answer to one plan, as the host recorded it.
 *
 * @param who the id of the person, as the host authenticated it
 * @param groups the groups the person was in when answering
 * @param at when the answer was given, epoch milliseconds
 * @param reason what the person wrote; may be empty
 * @param planDigest the plan that was answered; an answer says nothing about any other plan
 * @param environment that the plan is for; an answer says nothing about any other environment
 * @param release for the record; the digest decides
 * @param answer yes or no
 */
public record Approval(
        String who,
        Set<String> groups,
        long at,
        String reason,
        String planDigest,
        String environment,
        String release,
        Answer answer) {

    /** What a person said to a plan. */
    public enum Answer {
        APPROVED,
        REJECTED
    }

    public Approval {
        Objects.requireNonNull(who, "who");
        groups = Set.copyOf(groups);
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(planDigest, "planDigest");
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(release, "release");
        Objects.requireNonNull(answer, "answer");
    }
}
