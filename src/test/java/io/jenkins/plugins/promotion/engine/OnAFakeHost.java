package io.jenkins.plugins.promotion.engine;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A test on a host of its own, with an environment in which v1 is live. */
@Timeout(60)
abstract class OnAFakeHost {
    @TempDir
    Path folder;

    FakeHost host;

    @BeforeEach
    void openHost() throws Exception {
        host = new FakeHost(folder);
    }

    @AfterEach
    void closeHost() {
        host.close();
    }
}
