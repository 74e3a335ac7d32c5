package io.jenkins.plugins.promotion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.cli.Display.State;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import io.jenkins.plugins.promotion.engine.traffic.TrafficSplit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlainDisplayTest {
    private final ManualClock clock = new ManualClock();
    private final FakeTerminal pipe = FakeTerminal.pipe();
    private final PlainDisplay display = new PlainDisplay(pipe.terminal(), clock);

    @Test
    void shouldWriteALineAnEventAndNoEscapeSequence() {
        display.phase("testing", "switch", State.STARTED);
        display.weights("testing", TrafficSplit.allTo(Slot.GREEN));
        display.countdown("testing", "soak", clock.instant().plusSeconds(300));
        clock.move(Duration.ofMillis(2_340));
        display.phase("testing", "switch", State.FAILED);

        assertThat(pipe.out().lines())
                .containsExactly(
                        "12:00:00  testing  switch started",
                        "12:00:00  testing  traffic blue 0 %, green 100 %",
                        "12:00:00  testing  soak for 5:00",
                        "12:00:02  testing  switch FAILED after 2.3 s");
        assertThat(pipe.out()).doesNotContain("\u001b");
    }

    @Test
    void shouldReportAProbeOnlyWhenItsResultChanges() {
        display.probe("testing", Slot.GREEN, true, "12 ms");
        display.probe("testing", Slot.GREEN, true, "13 ms");
        display.probe("testing", Slot.GREEN, false, "503");
        display.probe("testing", Slot.GREEN, true, "12 ms");

        assertThat(pipe.out().lines())
                .containsExactly(
                        "12:00:00  testing  probe green healthy",
                        "12:00:00  testing  probe green unhealthy: 503",
                        "12:00:00  testing  probe green healthy");
    }

    @Test
    void shouldReportRequestsOnlyWhenMoreOfThemFailed() {
        display.requests("testing", 100, 0);
        display.requests("testing", 200, 3);
        display.requests("testing", 300, 3);

        assertThat(pipe.out().lines()).containsExactly("12:00:00  testing  3 of 200 requests failed");
    }

    @Test
    void shouldNotWaitForAnAnswerWhenNobodyIsThere() throws Exception {
        assertThat(display.ask("Approve?")).isEmpty();
        assertThat(pipe.out()).contains("nobody to answer");
    }
}
