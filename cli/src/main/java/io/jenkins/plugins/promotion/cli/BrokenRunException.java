package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.nio.file.Path;
import java.util.List;

/** A run that could not be written down to its end, as on a full disk: it stands where it stood, and can be resumed. */
final class BrokenRunException extends PromotionException {
    private static final long serialVersionUID = 1L;

    private final Exit exit;

    /** @param open the environments in the middle of a deployment */
    BrokenRunException(int number, Path directory, Throwable why, List<String> open) {
        super(
                Finding.error(
                        "run",
                        "run " + number,
                        "to be written to " + directory,
                        deepest(why),
                        "mend that, then 'promote resume " + number + "'"
                                + (open.isEmpty()
                                        ? ""
                                        : "; until then " + String.join(" and ", open)
                                                + " stays in the middle of a deployment: 'promote status' says what is where")));
        exit = open.isEmpty() ? Exit.FAILED : Exit.NEEDS_A_PERSON;
    }

    private static String deepest(Throwable error) {
        return error.getCause() == null ? "'" + error.getMessage() + "'" : deepest(error.getCause());
    }

    Exit exit() {
        return exit;
    }
}
