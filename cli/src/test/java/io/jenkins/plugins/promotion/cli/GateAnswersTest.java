package io.jenkins.plugins.promotion.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.jenkins.plugins.promotion.cli.pipeline.InputAnswer;
import io.jenkins.plugins.promotion.cli.pipeline.InputAnswers;
import io.jenkins.plugins.promotion.cli.pipeline.InputParameter;
import io.jenkins.plugins.promotion.cli.pipeline.InputRecord;
import io.jenkins.plugins.promotion.cli.pipeline.InputRequest;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GateAnswersTest {
    private static final InputRequest REQUEST = new InputRequest(
            "7", "gate", "v42 to production\nneeds 2 more approvals", "Approve", List.of("alice", "bob"), List.of());

    @Test
    void shouldShowThePlanAndAskWhoWhetherAndWhy() throws Exception {
        FakeTerminal screen = FakeTerminal.screen(80, "alice", "yes", "tested");

        assertThat(ask(screen)).isEqualTo(InputAnswer.approve("alice", "tested"));
        assertThat(screen.out())
                .contains("  v42 to production", "  needs 2 more approvals", "Who answers (alice, bob)?");
    }

    @Test
    void shouldAskForEveryParameterAndTakeTheDefaultForNothing() throws Exception {
        List<InputParameter> parameters = List.of(
                new InputParameter("string", "TICKET", "the change", "none", List.of()),
                new InputParameter("choice", "SPEED", "", "slow", List.of("slow", "fast")),
                new InputParameter("booleanParam", "NOTIFY", "", true, List.of()),
                new InputParameter("string", "reason", "", "", List.of()));
        InputRequest request = new InputRequest("7", "gate", "go?", "Approve", List.of(), parameters);
        FakeTerminal screen = FakeTerminal.screen(80, "bob", "yes", "", "quick", "fast", "false", "tested");
        TerminalDisplay display = new TerminalDisplay(screen.terminal(), new ManualClock());

        InputAnswer answer =
                GateAnswers.of(List.of(), display).ask(request, List.of()).get(60, TimeUnit.SECONDS);

        assertThat(answer)
                .isEqualTo(new InputAnswer(
                        "bob", true, "tested", Map.of("TICKET", "none", "SPEED", "fast", "NOTIFY", false)));
        assertThat(screen.out())
                .contains("TICKET, the change [none]:", "SPEED (slow, fast) [slow]:", "expected one of slow, fast");
    }

    @Test
    void shouldTellSomebodyWhoMayNotAnswerWhy() throws Exception {
        FakeTerminal screen = FakeTerminal.screen(80, "mallory", "bob", "no", "too late in the day");

        assertThat(ask(screen)).isEqualTo(InputAnswer.reject("bob", "too late in the day"));
        assertThat(screen.out()).contains("mallory may not answer this: expected one of alice, bob");
    }

    @Test
    void shouldNotTakeTheSamePersonTwice() throws Exception {
        FakeTerminal screen = FakeTerminal.screen(80, "alice", "bob", "y", " ");
        InputRecord alice = new InputRecord("6", "gate", "", "alice", 0, true, "", Map.of());

        assertThat(ask(screen, alice)).isEqualTo(InputAnswer.approve("bob", ""));
        assertThat(screen.out()).contains("alice has approved this already");
    }

    @Test
    void shouldTakeOnlyYesForAYes() throws Exception {
        FakeTerminal screen = FakeTerminal.screen(80, "alice", "yikes", "", "n", "not today");

        assertThat(ask(screen)).isEqualTo(InputAnswer.reject("alice", "not today"));
    }

    @Test
    void shouldSayThatNobodyIsThere() {
        assertThatThrownBy(() -> ask(FakeTerminal.screen(80)))
                .hasMessageContaining("nobody is at the terminal")
                .hasMessageContaining("--approve-as");
    }

    /** As Ctrl-C and a timeout need it: the pipeline's own thread writes to the display. */
    @Test
    void shouldKeepNothingWaitingForAPersonWhoDoesNotAnswer() throws Exception {
        PipedWriter keyboard = new PipedWriter();
        FakeTerminal screen = FakeTerminal.screen(80, new PipedReader(keyboard));
        TerminalDisplay display = new TerminalDisplay(screen.terminal(), new ManualClock());
        InputAnswers answers = GateAnswers.of(List.of(), display);
        CompletableFuture<InputAnswer> first = answers.ask(REQUEST, List.of());
        awaitOnScreen(screen, "Who answers (alice, bob)?");

        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> display.line("the time is over"));
        assertThat(screen.out()).doesNotContain("the time is over");
        first.cancel(true);
        awaitOnScreen(screen, "the time is over");

        CompletableFuture<InputAnswer> second = answers.ask(REQUEST, List.of());
        keyboard.write("bob\nyes\ntested\n");
        keyboard.flush();
        assertThat(second.get(1, TimeUnit.MINUTES)).isEqualTo(InputAnswer.approve("bob", "tested"));
    }

    private static void awaitOnScreen(FakeTerminal screen, String text) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!screen.out().contains(text)) {
            assertThat(System.nanoTime()).describedAs(screen.out()).isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    @Test
    void shouldLetEverybodyNamedAnswerOnceToThePlanOfAnEnvironment() throws Exception {
        assertThat(named(given("production", "alice")).who()).isEqualTo("bob");
        assertThat(named(given("production", "bob")).who()).isEqualTo("alice");
        assertThat(named(given("testing", "alice"), given("testing", "bob")).approved())
                .isTrue();
    }

    private static InputRecord given(String environment, String who) {
        return new InputRecord("6", question(environment), "", who, 0, true, "", Map.of());
    }

    private static String question(String environment) {
        return "Promotion-" + environment + "-00112233445566778899aabbccddeeff";
    }

    private static InputAnswer named(InputRecord... given) throws Exception {
        InputRequest request =
                new InputRequest("8", question("production"), "v42", "Approve", List.of("alice", "bob"), List.of());
        TerminalDisplay display = new TerminalDisplay(FakeTerminal.screen(80).terminal(), new ManualClock());
        return GateAnswers.of(List.of("alice", "bob"), display)
                .ask(request, List.of(given))
                .get(60, TimeUnit.SECONDS);
    }

    private static InputAnswer ask(FakeTerminal screen, InputRecord... given) throws Exception {
        TerminalDisplay display = new TerminalDisplay(screen.terminal(), new ManualClock());
        return GateAnswers.of(List.of(), display).ask(REQUEST, List.of(given)).get(60, TimeUnit.SECONDS);
    }
}
