package io.jenkins.plugins.promotion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.cli.Display.State;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TerminalDisplayTest {
    private final ManualClock clock = new ManualClock();

    @Test
    void shouldDrawPhaseWeightsProbesRequestsAndTimeLeft() {
        FakeTerminal screen = FakeTerminal.screen(120);
        TerminalDisplay display = new TerminalDisplay(screen.terminal(), clock);

        display.phase("production", "canary", State.STARTED);
        display.weights("production", TrafficSplit.giving(Slot.GREEN, 25));
        display.probe("production", Slot.GREEN, true, "11 ms");
        display.probe("production", Slot.GREEN, false, "503");
        display.requests("production", 40_112, 0);
        display.countdown("production", "25 %", clock.instant().plusSeconds(60));
        clock.move(Duration.ofSeconds(18));
        display.tick();

        assertThat(screen.onScreen())
                .containsExactly(
                        "production › canary  0:18  25 %: 0:42 left   40,112 sent, 0 failed",
                        "  blue 75 % " + "█".repeat(15) + "░".repeat(5) + " 25 % green   green ✓✗ 503");
    }

    @Test
    void shouldKeepWhatHappenedAboveWhatIsHappening() {
        FakeTerminal screen = FakeTerminal.screen(80);
        TerminalDisplay display = new TerminalDisplay(screen.terminal(), clock);

        display.phase("testing", "preflight", State.STARTED);
        clock.move(Duration.ofMillis(1_250));
        display.phase("testing", "preflight", State.DONE);
        display.phase("testing", "switch", State.STARTED);
        display.weights("testing", TrafficSplit.allTo(Slot.GREEN));
        display.line("a line\nand another");

        assertThat(screen.onScreen())
                .startsWith("✓ testing      preflight      1.2 s", "a line", "and another", "testing › switch  0:00")
                .hasSize(5);
    }

    @Test
    void shouldLeaveOnlyWhatHappenedWhenItIsClosed() {
        FakeTerminal screen = FakeTerminal.screen(80);
        TerminalDisplay display = new TerminalDisplay(screen.terminal(), clock);
        display.phase("testing", "soak", State.STARTED);
        display.phase("testing", "smoke", State.STARTED);
        display.phase("testing", "smoke", State.FAILED);

        display.close();
        display.tick();

        assertThat(screen.onScreen()).containsExactly("✗ testing      smoke          0 ms");
    }

    @Test
    void shouldNestPhases() {
        FakeTerminal screen = FakeTerminal.screen(80);
        TerminalDisplay display = new TerminalDisplay(screen.terminal(), clock);

        display.phase("testing", "switch", State.STARTED);
        display.phase("testing", "soak", State.STARTED);

        assertThat(screen.onScreen()).containsExactly("testing › switch › soak  0:00");
    }

    @Test
    void shouldNeverWriteALineThatWraps() {
        FakeTerminal screen = FakeTerminal.screen(30);
        TerminalDisplay display = new TerminalDisplay(screen.terminal(), clock);

        display.phase("production", "a phase with a long name", State.STARTED);
        display.weights("production", TrafficSplit.allTo(Slot.BLUE));

        assertThat(screen.onScreen()).hasSize(2).allSatisfy(line -> assertThat(line)
                .hasSizeLessThan(30));
    }

    @Test
    void shouldAskWithNothingDrawnOverTheQuestion() throws Exception {
        FakeTerminal screen = FakeTerminal.screen(80, "yes");
        TerminalDisplay display = new TerminalDisplay(screen.terminal(), clock);
        display.phase("production", "approval", State.STARTED);

        assertThat(display.ask("Promote v42 to production? [y/n]")).contains("yes");

        assertThat(screen.onScreen()).containsExactly("Promote v42 to production? [y/n] ");
    }

    @Test
    void shouldShowTimeLeftUntilItIsReallyOver() {
        FakeTerminal screen = FakeTerminal.screen(80);
        TerminalDisplay display = new TerminalDisplay(screen.terminal(), clock);
        display.phase("testing", "soak", State.STARTED);

        display.countdown("testing", "soak", clock.instant().plusMillis(200));

        assertThat(screen.onScreen()).containsExactly("testing › soak  0:00  0:01 left");
    }
}
