package io.jenkins.plugins.promotion.cli;

import hudson.AbortException;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** Says why a command ended early in the project's one shape, for whatever was thrown. */
final class Failures {
    private Failures() {}

    static Exit exit(Exception error) {
        if (error instanceof BrokenRunException broken) {
            return broken.exit();
        }
        return error instanceof BadInputException ? Exit.BAD_INPUT : Exit.FAILED;
    }

    static List<Finding> findings(Exception error) {
        if (error instanceof PromotionException promotion) {
            return promotion.findings();
        }
        if (error instanceof AbortException) { // its message has the shape already
            return List.of(Finding.error("run", "promote", "", error.getMessage(), ""));
        }
        if (error instanceof FileSystemException file && file.getFile() != null) {
            return List.of(Finding.error(
                    "file",
                    file.getOtherFile() == null ? file.getFile() : file.getOtherFile(), // of a copy, the target
                    "a file or folder that can be used",
                    found(file),
                    "mend that, or name another place (--state, -C)"));
        }
        return List.of(Finding.error("defect", "promote", "", error.toString(), "run again with -v to see where"));
    }

    private static String found(FileSystemException error) {
        if (error instanceof AccessDeniedException) {
            return "one that this user may not use";
        }
        if (error instanceof NoSuchFileException) {
            return "none";
        }
        return error.getReason() == null ? error.toString() : "'" + error.getReason() + "'";
    }
}
