package io.jenkins.plugins.promotion.engine.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreflightReportTest {
    private final PreflightReport report = new PreflightReport(
            List.of(
                    new CheckResult("dns db.testing", 3, List.of(Finding.info("dns", "db.testing", "10.1.2.3"))),
                    new CheckResult(
                            "http https://db.testing/ready",
                            12,
                            List.of(Finding.error(
                                    "http",
                                    "https://db.testing/ready",
                                    "status 200 to 299",
                                    "connection refused",
                                    "is it started? is the port right?")))),
            15);

    @Test
    void shouldAlignItsFacts() {
        assertThat(report).hasToString("""
                1 failed, 0 warned, 1 passed in 15 ms

                ERROR  http: https://db.testing/ready
                  expected: status 200 to 299
                  but was : connection refused
                  do      : is it started? is the port right?

                INFO  dns: db.testing
                  found   : 10.1.2.3
                """);
    }

    @Test
    void shouldAlignFactsOfSeveralLines() {
        CheckResult command = new CheckResult("a", 0, List.of(Finding.info("a", "b", "one\ntwo")));

        assertThat(new PreflightReport(List.of(command), 0).toString()).endsWith("  found   : one\n            two\n");
    }

    @Test
    void shouldBecomeJson() throws Exception {
        assertThat(new ObjectMapper().writeValueAsString(report.toMap()))
                .isEqualTo("{\"passed\":1,\"warned\":0,\"failed\":1,\"millis\":15,\"checks\":["
                        + "{\"subject\":\"dns db.testing\",\"status\":\"PASSED\",\"millis\":3,\"findings\":["
                        + "{\"check\":\"dns\",\"severity\":\"INFO\",\"subject\":\"db.testing\",\"expected\":\"\","
                        + "\"butWas\":\"10.1.2.3\",\"remedy\":\"\"}]},"
                        + "{\"subject\":\"http https://db.testing/ready\",\"status\":\"FAILED\",\"millis\":12,\"findings\":["
                        + "{\"check\":\"http\",\"severity\":\"ERROR\",\"subject\":\"https://db.testing/ready\","
                        + "\"expected\":\"status 200 to 299\",\"butWas\":\"connection refused\","
                        + "\"remedy\":\"is it started? is the port right?\"}]}]}");
    }
}
