package io.jenkins.plugins.promotion.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.promotion.cli.haproxy.HaproxyProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwitchBenchmarkTest {

    @Test
    void shouldSwitchUnderLoadWithoutLosingARequestAndComeBackInTime(@TempDir Path folder) throws Exception {
        assumeTrue(HaproxyProcess.installed().isPresent(), "HAProxy is not installed");

        SwitchBenchmark.Measured measured;
        try (SwitchBenchmark benchmark = SwitchBenchmark.start(folder)) {
            measured = benchmark.measure(20, 500, 2);
        }

        assertThat(measured.engine()).hasSize(10).allSatisfy(micros -> assertThat(micros)
                .isPositive());
        assertThat(measured.raw()).hasSize(10).allSatisfy(micros -> assertThat(micros)
                .isPositive());
        assertThat(measured.returns()).hasSize(2).allSatisfy(millis -> assertThat(millis)
                .isNotNegative());
        assertThat(measured.load().sent()).isGreaterThan(500);
        assertThat(measured.load().failed()).isZero();
    }
}
