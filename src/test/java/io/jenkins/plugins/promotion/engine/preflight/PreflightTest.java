package io.jenkins.plugins.promotion.engine.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PreflightTest {

    @Test
    void shouldReportEveryFindingInTheOrderOfSeverityAndThenOfTheChecks() throws Exception {
        PreflightReport report = Preflight.standard()
                .run(List.of(
                        Check.of("a", () -> List.of(Finding.info("a", "a1", "fine"), error("a2"))),
                        Check.of("b", () -> List.of(Finding.warning("b", "b1", "x", "y", "z"))),
                        Check.of("c", List::of),
                        Check.of("d", () -> List.of(error("d1")))));

        assertThat(report.findings()).extracting(Finding::subject).containsExactly("a2", "d1", "b1", "a1");
        assertThat(report.results())
                .extracting(CheckResult::status)
                .containsExactly(
                        CheckResult.Status.FAILED,
                        CheckResult.Status.WARNED,
                        CheckResult.Status.PASSED,
                        CheckResult.Status.FAILED);
        assertThat(report.hasErrors()).isTrue();
    }

    @Test
    void shouldRunAllOf200ChecksAtTheSameTime() throws Exception {
        CyclicBarrier all = new CyclicBarrier(200);
        PreflightReport report = Preflight.standard().run(copies(200, () -> {
            all.await();
            return List.of();
        }));

        assertThat(report.hasErrors()).isFalse();
    }

    /** Start-up, that is 200 threads and the first use of classes, is measured by the same checks without their wait. */
    @Test
    void shouldEnd200ChecksWithin150PercentOfTheSlowestPlusStartUp() throws Exception {
        long fastest = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 50 && fastest > 150; attempt++) {
            long startUp = Preflight.standard().run(copies(200, List::of)).millis();
            PreflightReport report = Preflight.standard().run(copies(200, () -> {
                Thread.sleep(100);
                return List.of();
            }));
            assertThat(report.hasErrors()).isFalse();
            fastest = Math.min(fastest, report.millis() - startUp);
        }

        assertThat(fastest).isLessThanOrEqualTo(150);
    }

    @Test
    void shouldEndACheckThatHangsAndSaySo() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        PreflightReport report = Preflight.standard()
                .run(List.of(
                        hanging("tcp db:5432", Duration.ofMillis(100), () -> {
                            try {
                                new CountDownLatch(1).await();
                            } finally {
                                interrupted.countDown();
                            }
                            return List.of();
                        }),
                        Check.of("quick", List::of)));

        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(report.results().get(0).millis()).isBetween(99L, 10_000L);
        assertThat(report.results().get(1).status()).isEqualTo(CheckResult.Status.PASSED);
        assertThat(report.findings())
                .containsExactly(Finding.error(
                        "tcp",
                        "tcp db:5432",
                        "a result",
                        "no result within 100 ms",
                        "does what it looks at hang? otherwise raise the timeout of the check"));
    }

    @Test
    void shouldNotWaitForACheckThatIgnoresItsInterrupt() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        PreflightReport report = Preflight.standard().run(List.of(hanging("deaf", Duration.ofMillis(50), () -> {
            while (release.getCount() > 0) {
                Thread.yield();
            }
            return List.of();
        })));
        release.countDown();

        assertThat(report.hasErrors()).isTrue();
    }

    @Test
    void shouldEndWhenAllChecksTogetherTakeTooLong() throws Exception {
        Check endless = Check.of("endless", () -> {
            new CountDownLatch(1).await();
            return List.of();
        });
        PreflightReport report =
                Preflight.within(Duration.ofSeconds(2)).run(List.of(Check.of("quick", List::of), endless, endless));

        assertThat(report.count(CheckResult.Status.PASSED)).isEqualTo(1);
        assertThat(report.findings()).hasSize(2).allSatisfy(finding -> assertThat(finding.butWas())
                .isEqualTo("no result when all checks together had taken 2 s"));
    }

    @Test
    void shouldTurnWhatACheckThrowsIntoAnErrorWithARemedy() throws Exception {
        PreflightReport report = Preflight.standard()
                .run(List.of(
                        Check.of("http x", () -> {
                            throw new IllegalStateException("disk on fire");
                        }),
                        Check.of("tcp y", () -> {
                            throw new NoClassDefFoundError("a/B");
                        }),
                        Check.of("dns z", () -> {
                            throw new PromotionException(error("said well"));
                        }),
                        Check.of("null", () -> null)));

        assertThat(report.findings()).hasSize(4).allSatisfy(finding -> assertThat(finding.remedy())
                .isNotEmpty());
        assertThat(report.findings().get(0).check()).isEqualTo("http");
        assertThat(report.findings().get(0).butWas()).isEqualTo("it failed with IllegalStateException: disk on fire");
        assertThat(report.findings().get(2).subject()).isEqualTo("said well");
    }

    @Test
    void shouldLeaveNoThreadBehind() throws Exception {
        Preflight.standard().run(copies(50, List::of));

        for (int i = 0; i < 500 && preflightThreads() > 0; i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(preflightThreads()).isZero();
    }

    @Test
    void shouldUseDaemonThreadsOnly() throws Exception {
        List<Boolean> daemons = new ArrayList<>();
        Preflight.standard().run(List.of(Check.of("thread", () -> {
            daemons.add(Thread.currentThread().isDaemon());
            return List.of();
        })));

        assertThat(daemons).containsExactly(true);
    }

    @Test
    void shouldCancelEverythingWhenInterrupted() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                Preflight.standard().run(List.of(Check.of("endless", () -> {
                    started.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        cancelled.countDown();
                    }
                    return List.of();
                })));
            } catch (InterruptedException e) {
                thrown.set(e);
            }
        });
        caller.start();
        started.await();
        caller.interrupt();
        caller.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldPassWithoutChecks() throws Exception {
        assertThat(Preflight.standard().run(List.of()).hasErrors()).isFalse();
    }

    @Test
    void shouldRefuseNoTime() {
        assertThatThrownBy(() -> Preflight.within(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    private static long preflightThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("promotion-preflight"))
                .count();
    }

    private static List<Check> copies(int count, Callable<List<Finding>> run) {
        List<Check> checks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            checks.add(Check.of("check " + i, run));
        }
        return checks;
    }

    private static Check hanging(String subject, Duration timeout, Callable<List<Finding>> run) {
        return new Check() {
            @Override
            public String subject() {
                return subject;
            }

            @Override
            public List<Finding> run() throws Exception {
                return run.call();
            }

            @Override
            public Duration timeout() {
                return timeout;
            }
        };
    }

    private static Finding error(String subject) {
        return Finding.error("check", subject, "this", "that", "do so");
    }
}
