package io.jenkins.plugins.promotion.cli.pipeline.steps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetachedShellTest {
    private static final int TIMES = 3_000;

    @TempDir
    Path folder;

    /** As the wrapper does, while somebody looks: first the code, and when all output is there, the result. */
    @Test
    void shouldReadTheExitCodeWhileItBecomesTheResult() throws Exception {
        DetachedShell shell = new DetachedShell(folder, null); // no output is read, so no secret is taken out of it
        ExecutorService wrapper = Executors.newSingleThreadExecutor();
        try {
            for (int i = 0; i < TIMES; i++) {
                Files.deleteIfExists(folder.resolve("result"));
                Files.writeString(folder.resolve("code"), "7\n");
                Future<?> moved = wrapper.submit(() ->
                        Files.move(folder.resolve("code"), folder.resolve("result"), StandardCopyOption.ATOMIC_MOVE));

                OptionalInt seen = shell.result();
                while (seen.isEmpty()) {
                    seen = shell.result();
                }

                assertThat(seen).hasValue(7);
                moved.get();
            }
        } finally {
            wrapper.shutdownNow();
        }
    }
}
