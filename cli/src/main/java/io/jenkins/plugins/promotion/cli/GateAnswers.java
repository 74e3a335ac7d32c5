package io.jenkins.plugins.promotion.cli;

import hudson.AbortException;
import io.jenkins.plugins.promotion.cli.pipeline.InputAnswer;
import io.jenkins.plugins.promotion.cli.pipeline.InputAnswers;
import io.jenkins.plugins.promotion.cli.pipeline.InputParameter;
import io.jenkins.plugins.promotion.cli.pipeline.InputRecord;
import io.jenkins.plugins.promotion.cli.pipeline.InputRequest;
import io.jenkins.plugins.promotion.engine.Gate;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Answers gates: as the people named beforehand, else by asking at the terminal who answers, and why. */
final class GateAnswers {
    private GateAnswers() {}

    /** @param people answer one after the other; if there are none, the terminal is asked */
    static InputAnswers of(List<String> people, Display display) {
        return people.isEmpty()
                ? new AtTerminal(display)
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

    /** Asks one gate after the other; a question that is withdrawn, by a timeout or Ctrl-C, waits for nobody. */
    private record AtTerminal(Display display, Lock turn) implements InputAnswers {
        AtTerminal(Display display) {
            this(display, new ReentrantLock());
        }

        @Override
        public CompletableFuture<InputAnswer> ask(InputRequest request, List<InputRecord> given) {
            CompletableFuture<InputAnswer> answer = new CompletableFuture<>();
            Thread asker = new Thread(() -> converse(request, given, answer), "gate");
            asker.setDaemon(true);
            answer.whenComplete((said, error) -> {
                if (answer.isCancelled()) {
                    asker.interrupt();
                }
            });
            asker.start();
            return answer;
        }

        private void converse(InputRequest request, List<InputRecord> given, CompletableFuture<InputAnswer> answer) {
            try {
                turn.lockInterruptibly();
                try {
                    answer.complete(GateAnswers.ask(request, given, display));
                } finally {
                    turn.unlock();
                }
            } catch (IOException e) {
                answer.completeExceptionally(e);
            } catch (InterruptedException e) {
                answer.cancel(false);
            }
        }
    }

    private static InputAnswer ask(InputRequest request, List<InputRecord> given, Display display)
            throws IOException, InterruptedException {
        display.line("");
        request.message().lines().forEach(line -> display.line("  " + line));
        display.line("");
        String who = who(request, given, display);
        boolean yes = yes(request.ok() + "? [yes/no]", display);
        InputAnswer answer = yes ? InputAnswer.approve(who, "") : InputAnswer.reject(who, "");
        for (InputParameter parameter : request.parameters()) {
            if (yes && !parameter.name().equals("reason")) { // that one is asked of everybody, below
                answer = answer.with(parameter.name(), value(parameter, display));
            }
        }
        String reason = answer(display, yes ? "Why may it go ahead?" : "Why not?");
        return new InputAnswer(who, yes, reason, answer.parameters());
    }

    /** What is typed, or the default if it is nothing. */
    private static Object value(InputParameter parameter, Display display) throws IOException, InterruptedException {
        List<String> choices = parameter.kind().equals("booleanParam") ? List.of("true", "false") : parameter.choices();
        String among = choices.isEmpty() ? "" : " (" + String.join(", ", choices) + ")";
        String help = parameter.description().isEmpty() ? "" : ", " + parameter.description();
        while (true) {
            String typed = answer(display, parameter.name() + help + among + " [" + parameter.defaultValue() + "]:");
            if (typed.isEmpty()) {
                return parameter.defaultValue();
            }
            if (choices.isEmpty() || choices.contains(typed)) {
                return parameter.kind().equals("booleanParam") ? (Object) Boolean.valueOf(typed) : typed;
            }
            display.line("  expected one of " + String.join(", ", choices) + ", but was " + typed);
        }
    }

    private static String who(InputRequest request, List<InputRecord> given, Display display)
            throws IOException, InterruptedException {
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

    private static boolean yes(String question, Display display) throws IOException, InterruptedException {
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

    private static String answer(Display display, String question) throws IOException, InterruptedException {
        Optional<String> answer = display.ask(question);
        return answer.orElseThrow(
                        () -> new AbortException("a gate waits for an approval, and nobody is at the terminal;"
                                + " name the approvers with --approve-as"))
                .strip();
    }
}
