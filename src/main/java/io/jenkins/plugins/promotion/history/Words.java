package io.jenkins.plugins.promotion.history;

import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.finding.Severity;
import io.jenkins.plugins.promotion.engine.history.PhaseRecord;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.rollback.Restoration;

/** What states are called on pages. */
final class Words {
    private Words() {}

    static String of(Result result) {
        return switch (result) {
            case RUNNING -> Messages.Words_running();
            case SUCCEEDED -> Messages.Words_succeeded();
            case ROLLED_BACK -> Messages.Words_rolledBack();
            case FAILED -> Messages.Words_failed();
            case NEEDS_A_PERSON -> Messages.Words_needsAPerson();
        };
    }

    static String of(Severity severity) {
        return switch (severity) {
            case INFO -> Messages.Words_info();
            case WARNING -> Messages.Words_warning();
            case ERROR -> Messages.Words_error();
        };
    }

    static String of(Restoration.Result result) {
        return switch (result) {
            case RESTORED -> Messages.Words_restored();
            case UNCHANGED -> Messages.Words_unchanged();
            case FAILED -> Messages.Words_failed();
            case UNKNOWN -> Messages.Words_unknown();
        };
    }

    static String of(PhaseRecord phase) {
        return phase.endedAt() == 0
                ? Messages.Words_running()
                : phase.ok() ? Messages.Words_done() : Messages.Words_failed();
    }
}
