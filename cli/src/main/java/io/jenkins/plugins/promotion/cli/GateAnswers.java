package io.jenkins.plugins.promotion.cli;

import hudson.AbortException;
import io.jenkins.plugins.promotion.cli.pipeline.InputAnswer;
import io.jenkins.plugins.promotion.cli.pipeline.InputAnswers;
import io.jenkins.plugins.promotion.cli.pipeline.InputRecord;
import io.jenkins.plugins.promotion.cli.pipeline.InputRequest;
import io.jenkins.plugins.promotion.engine.Gate;
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
                : (request, given) -> InputAnswers.preset(people.stream()
                                .filter(name -> !hasAnswered(name, request, given))
                                .map(name -> InputAnswer.approve(name, "named on the command line"))
                                .toList())
                        .ask(request, given);
    }

    /** A gate that asks again wants somebody else: one person's answer to a plan counts once. */
    private static boolean hasAnswered(String name, InputRequest request, List<InputRecord> given) {
        return Gate.question(request.id()).isPresent()
                && given.stream()
                        .anyMatch(record ->
                                record.id().equals(request.id()) && record.who().equals(name));
    }

    private static InputAnswer ask(InputRequest request, List<InputRecord> given, Display display) {
        try {
            display.line("");
            request.message().lines().forEach(line -> display.line("  " + line));
            display.line("");
            String who = who(request, given, display);
            boolean yes = yes(request.ok() + "? [yes/no]", display);
            String reason = answer(display, yes ? "Why may it go ahead?" : "Why not?");
            return yes ? InputAnswer.approve(who, reason) : InputAnswer.reject(who, reason);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static String who(InputRequest request, List<InputRecord> given, Display display) throws IOException {
        while (true) {
            String who = answer(display, "Who answers" + among(request) + "?");
            boolean answered = given.stream()
                    .anyMatch(answer -> answer.approved()
                            && answer.id().equals(request.id())
                            && answer.who().equals(who));
            if (answered) {
                display.line("  " + who + " has approved this already; somebody else has to");
            } else if (!who.isEmpty() && request.mayBeAnsweredBy(who)) {
                return who;
            } else if (!who.isEmpty()) {
                display.line("  " + who + " may not answer this: expected one of "
                        + String.join(", ", request.submitters()));
            }
        }
    }

    private static boolean yes(String question, Display display) throws IOException {
        while (true) {
            switch (answer(display, question).toLowerCase(Locale.ROOT)) {
                case "y", "yes" -> {
                    return true;
                }
                case "n", "no" -> {
                    return false;
                }
                default -> display.line("  please say yes or no");
            }
        }
    }

    private static String among(InputRequest request) {
        return request.submitters().isEmpty() ? "" : " (" + String.join(", ", request.submitters()) + ")";
    }

    private static String answer(Display display, String question) throws IOException {
        Optional<String> answer = display.ask(question);
        return answer.orElseThrow(
                        () -> new AbortException("a gate waits for an approval, and nobody is at the terminal;"
                                + " name the approvers with --approve-as"))
                .strip();
    }
}
