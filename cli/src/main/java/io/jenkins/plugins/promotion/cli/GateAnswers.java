package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.cli.pipeline.InputAnswer;
import io.jenkins.plugins.promotion.cli.pipeline.InputAnswers;
import io.jenkins.plugins.promotion.cli.pipeline.InputRecord;
import io.jenkins.plugins.promotion.cli.pipeline.InputRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Answers gates: as the people named beforehand, else by asking at the terminal who answers, and why. */
final class GateAnswers {
    private GateAnswers() {}

    /** @param people answer one after the other; if there are none, the terminal is asked */
    static InputAnswers of(List<String> people, Display display) {
        return people.isEmpty()
                ? (request, given) -> CompletableFuture.supplyAsync(() -> ask(request, given, display))
                : InputAnswers.preset(people.stream()
                        .map(name -> InputAnswer.approve(name, "named on the command line"))
                        .toList());
    }

    private static InputAnswer ask(InputRequest request, List<InputRecord> given, Display display) {
        try {
            request.message().lines().forEach(display::line);
            String who = answer(display, "Who answers" + among(request) + "? ");
            while (!request.mayBeAnsweredBy(who)) {
                who = answer(display, who + " may not answer this. Who does" + among(request) + "? ");
            }
            boolean yes = answer(display, request.ok() + "? [yes/no] ")
                    .toLowerCase(Locale.ROOT)
                    .startsWith("y");
            String reason = answer(display, "Reason: ");
            return yes ? InputAnswer.approve(who, reason) : InputAnswer.reject(who, reason);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static String among(InputRequest request) {
        return request.submitters().isEmpty() ? "" : " (" + String.join(", ", request.submitters()) + ")";
    }

    private static String answer(Display display, String question) throws IOException {
        Optional<String> answer = display.ask(question);
        return answer.orElseThrow(() -> new IOException("a gate waits for an approval, and nobody is at the terminal;"
                        + " name the approvers with --approve-as"))
                .strip();
    }
}
