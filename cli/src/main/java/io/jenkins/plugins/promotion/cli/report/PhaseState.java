package io.jenkins.plugins.promotion.cli.report;

import io.jenkins.plugins.promotion.engine.history.PhaseRecord;
import java.util.Locale;

/** How a phase looks. */
enum PhaseState {
    DONE("done"),
    /** Done, and on the way back. */
    BACK("done"),
    FAILED("failed"),
    OPEN("not ended");

    private final String word;

    PhaseState(String word) {
        this.word = word;
    }

    static PhaseState of(PhaseRecord phase) {
        if (phase.endedAt() == 0) {
            return OPEN;
        }
        if (!phase.ok()) {
            return FAILED;
        }
        return phase.name().equals("return") || phase.name().equals("rollback") ? BACK : DONE;
    }

    boolean isGood() {
        return this == DONE || this == BACK;
    }

    String word() {
        return word;
    }

    /** The class in the style sheet. */
    String css() {
        return "phase-" + name().toLowerCase(Locale.ROOT);
    }
}
