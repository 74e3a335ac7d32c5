package io.jenkins.plugins.promotion.cli.pipeline;

import hudson.AbortException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Who answers the {@code input}s of a run: a terminal, or a list given beforehand. */
public interface InputAnswers {

    /**
     * Asks, without waiting: the future is completed from any thread, and cancelled if the question is withdrawn.
     *
     * @param given what has been answered in this run, also before a restart
     */
    CompletableFuture<InputAnswer> ask(InputRequest request, List<InputRecord> given);

    /**
     * Answers given beforehand, one after the other and again from the first, so that one question put twice is answered
     * by two people; who may not answer a question is passed over.
     */
    static InputAnswers preset(List<InputAnswer> answers) {
        List<InputAnswer> people = List.copyOf(answers);
        return (request, given) -> {
            for (int i = 0; i < people.size(); i++) {
                InputAnswer answer = people.get((given.size() + i) % people.size());
                if (request.mayBeAnsweredBy(answer.who())) {
                    return CompletableFuture.completedFuture(answer);
                }
            }
            String may = request.submitters().isEmpty() ? "anybody" : String.join(", ", request.submitters());
            return CompletableFuture.failedFuture(
                    new AbortException("input '" + request.message() + "': expected an answer" + " of " + may
                            + ", but was none; answer at a terminal, or name an approver beforehand"));
        };
    }
}
