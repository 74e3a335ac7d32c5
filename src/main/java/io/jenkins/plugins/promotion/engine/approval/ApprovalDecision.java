package io.jenkins.plugins.promotion.engine.approval;

import java.util.Collection;
import java.util.List;

/** Whether a plan may go on, decided from what the host recorded and nothing else. */
public sealed interface ApprovalDecision {

    /**
     * Enough people agreed.
     *
     * @param approvals one for each person that counts, oldest first
     * @param at when the last one that was needed came, epoch milliseconds
     * @param expires when too few of them will stand, epoch milliseconds
     */
    record Granted(List<Approval> approvals, long at, long expires) implements ApprovalDecision {
        public Granted {
            approvals = List.copyOf(approvals);
        }

        @Override
        public String toString() {
            return "approved by "
                    + String.join(", ", approvals.stream().map(Approval::who).toList())
                    + " at " + Words.of(at) + ", until " + Words.of(expires);
        }
    }

    /**
     * Not enough people agreed yet.
     *
     * @param more how many more people have to, at least 1
     * @param from who they can be, in words
     * @param others answers that do not count
     */
    record Missing(int more, String from, List<Discounted> others) implements ApprovalDecision {
        public Missing {
            others = List.copyOf(others);
        }

        @Override
        public String toString() {
            StringBuilder words = new StringBuilder("needs ")
                    .append(more)
                    .append(more == 1 ? " more approval from " : " more approvals from ")
                    .append(from);
            others.forEach(other -> words.append("; ").append(other.why()));
            return words.toString();
        }
    }

    /**
     * Somebody who may approve said no. It stands until the same person approves the same plan.
     *
     * @param by the id of the person
     * @param at epoch milliseconds
     * @param reason what the person wrote; may be empty
     */
    record Rejected(String by, long at, String reason) implements ApprovalDecision {
        @Override
        public String toString() {
            return "rejected by " + by + " at " + Words.of(at) + (reason.isEmpty() ? "" : ": " + reason);
        }
    }

    /** An answer that does not count, and why, in words: {@code alice asked for this deployment}. */
    record Discounted(Approval approval, String why) {}

    /**
     * Decides. Whatever order the answers are in, the decision is the same; an answer that does not count never changes
     * it; time alone never turns it into {@link Granted}, save for answers dated in the future.
     *
     * @param planDigest the plan as it is now
     * @param requesters everybody who asked for the deployment
     * @param now epoch milliseconds
     */
    static ApprovalDecision decide(
            ApprovalRule rule,
            String planDigest,
            Collection<String> requesters,
            Collection<Approval> approvals,
            long now) {
        return new Count(rule, planDigest, requesters, now).of(approvals);
    }
}
