package io.jenkins.plugins.promotion.engine.finding;

import java.io.Serializable;
import java.util.Objects;

/**
 * One fact about a promotion, in the project's one shape: what it is about, what was expected, what was found, what to do.
 *
 * @param check the check that found it, for example {@code certificate}
 * @param severity whether it stops the promotion
 * @param subject the thing it is about: a URL, a key, a file with line and column
 * @param expected what should have been there; empty if there is nothing to compare
 * @param butWas what was there; never a secret value
 * @param remedy what the reader does about it; empty if nothing needs doing
 */
public record Finding(String check, Severity severity, String subject, String expected, String butWas, String remedy)
        implements Serializable {

    public Finding {
        Objects.requireNonNull(check, "check");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(butWas, "butWas");
        Objects.requireNonNull(remedy, "remedy");
    }

    public static Finding error(String check, String subject, String expected, String butWas, String remedy) {
        return new Finding(check, Severity.ERROR, subject, expected, butWas, remedy);
    }

    public static Finding warning(String check, String subject, String expected, String butWas, String remedy) {
        return new Finding(check, Severity.WARNING, subject, expected, butWas, remedy);
    }

    public static Finding info(String check, String subject, String found) {
        return new Finding(check, Severity.INFO, subject, "", found, "");
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** One line: {@code subject: expected …, but was …; remedy}. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(subject).append(": ");
        if (!expected.isEmpty()) {
            line.append("expected ").append(expected).append(", but was ");
        }
        line.append(butWas);
        if (!remedy.isEmpty()) {
            line.append("; ").append(remedy);
        }
        return line.toString();
    }
}
