package io.jenkins.plugins.promotion.engine.preflight.checks;

import io.jenkins.plugins.promotion.engine.config.Settings;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import io.jenkins.plugins.promotion.engine.preflight.CheckContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code disk: { path, free? }}: the file system of a folder, relative to the workspace, has bytes to spare; 2 GB by default. */
final class DiskCheck implements Check {
    private static final long DEFAULT_FREE = 2_000_000_000L;
    private static final long MEGABYTE = 1_000_000L;

    private final Path path;
    private final long free;

    DiskCheck(Settings settings, CheckContext context) throws PromotionException {
        path = context.workspace().resolve(settings.optionalText("path").orElse("."));
        free = settings.bytes("free").orElse(DEFAULT_FREE);
        settings.close();
    }

    @Override
    public String subject() {
        return "disk " + path.normalize();
    }

    @Override
    public List<Finding> run() throws IOException {
        String subject = path.normalize().toString();
        String expected = inMegabytes(free) + " free";
        if (!Files.exists(path)) {
            return List.of(
                    Finding.error("disk", subject, expected, "no such folder", "is the path right, on this machine?"));
        }
        long usable = Files.getFileStore(path).getUsableSpace();
        return usable >= free
                ? List.of()
                : List.of(Finding.error(
                        "disk", subject, expected, inMegabytes(usable) + " free", "make room, or name another place"));
    }

    private static String inMegabytes(long bytes) {
        return bytes / MEGABYTE + " MB";
    }
}
