package io.jenkins.plugins.promotion.engine.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.promotion.engine.ChildJvm;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FileLeasesTest {
    private static final String PRODUCTION = "storefront/production";
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    @TempDir
    Path folder;

    private FileLeases leases;

    @BeforeEach
    void setUp() {
        leases = new FileLeases(folder.resolve("leases"), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void shouldGiveAnEnvironmentToOneDeployment() throws Exception {
        Lease lease = leases.acquire(PRODUCTION, "production-1");

        assertThat(lease.held()).isTrue();
        assertThat(leases.holder(PRODUCTION))
                .contains(new Leases.Holder("production-1", lease.token(), NOW.toEpochMilli(), true));
    }

    @Test
    void shouldTellARefusedDeploymentWhoHoldsItSinceWhenAndWhatToDo() throws Exception {
        Lease holder = leases.acquire(PRODUCTION, "production-1");

        Finding finding = refusal(() -> leases.acquire(PRODUCTION, "production-2"));

        assertThat(finding.subject()).isEqualTo(PRODUCTION);
        assertThat(finding.expected()).isEqualTo("no other deployment at work");
        assertThat(finding.butWas()).contains("production-1").contains("since 2026-03-04T05:06:07Z");
        assertThat(finding.remedy()).isEqualTo("wait until it has ended, or abort it");
        assertThat(holder.held()).isTrue();
    }

    @Test
    void shouldNotLetARollbackTakeTheLeaseOfALivingDeployment() throws Exception {
        Lease holder = leases.acquire(PRODUCTION, "production-1");

        assertThat(refusal(() -> leases.takeOver(PRODUCTION, "production-2")).butWas())
                .contains("production-1");
        assertThat(holder.held()).isTrue();
    }

    @Test
    void shouldNotMixUpEnvironments() throws Exception {
        Lease production = leases.acquire(PRODUCTION, "production-1");
        Lease staging = leases.acquire("storefront/staging", "staging-1");
        Lease other = leases.acquire("storefront-production", "other-1");

        assertThat(List.of(production, staging, other)).allMatch(Lease::held);
    }

    @Test
    void shouldGrowItsTokensAlsoOverARelease() throws Exception {
        List<Long> tokens = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Lease lease = leases.acquire(PRODUCTION, "production-" + i);
            tokens.add(lease.token());
            lease.release();
            assertThat(lease.held()).isFalse();
            assertThat(leases.holder(PRODUCTION)).isEmpty();
        }

        assertThat(tokens).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void shouldFenceOffTheEarlierProcessOfTheSameDeployment() throws Exception {
        Lease before = leases.acquire(PRODUCTION, "production-1");

        Lease after = leases.acquire(PRODUCTION, "production-1");

        assertThat(after.token()).isGreaterThan(before.token());
        assertThat(before.held()).isFalse();
        assertThat(after.held()).isTrue();
    }

    @Test
    void shouldIgnoreAReleaseByAStaleHolder() throws Exception {
        Lease stale = leases.acquire(PRODUCTION, "production-1");
        Lease newer = leases.acquire(PRODUCTION, "production-1");

        stale.release();

        assertThat(newer.held()).isTrue();
        assertThat(leases.holder(PRODUCTION)).isPresent();
    }

    @Test
    void shouldNotTakeANewHolderForItselfWhenSomebodyDeletedTheFile() throws Exception {
        Lease stale = leases.acquire(PRODUCTION, "production-1");
        Files.delete(file());
        Lease newer = leases.acquire(PRODUCTION, "production-2");

        assertThat(stale.held()).isFalse();
        stale.release();
        assertThat(newer.held()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "{\"deployment\":", "\u0000\u0000\u0000", "[]", "{\"token\":1}"})
    void shouldCountALeaseAsLostThatCannotBeRead(String content) throws Exception {
        Lease lease = leases.acquire(PRODUCTION, "production-1");
        Files.writeString(file(), content);

        assertThat(lease.held()).isFalse();
        lease.release();
        assertThat(refusal(() -> leases.acquire(PRODUCTION, "production-1")).expected())
                .isEqualTo("a lease file that can be read and written");
        assertThatThrownBy(() -> leases.holder(PRODUCTION))
                .isInstanceOf(PromotionException.class)
                .hasMessageContaining(PRODUCTION);
        assertThat(file()).hasContent(content);
    }

    @Test
    void shouldRefuseTheLeaseOfADeadDeploymentButLetARollbackTakeItOver() throws Exception {
        try (ChildJvm holder =
                ChildJvm.start(LeaseSeeker.class, folder.resolve("leases").toString(), PRODUCTION, "dead", "1")) {
            holder.readLine();
            holder.writeLine("go");
            assertThat(holder.readLine()).isEqualTo(PRODUCTION);
            assertThat(leases.holder(PRODUCTION))
                    .get()
                    .extracting(Leases.Holder::alive)
                    .isEqualTo(true);
            assertThat(refusal(() -> leases.takeOver(PRODUCTION, "rollback")).butWas())
                    .contains("dead-0 holds the lease");
        }

        assertThat(leases.holder(PRODUCTION))
                .get()
                .extracting(Leases.Holder::alive)
                .isEqualTo(false);
        Finding finding = refusal(() -> leases.acquire(PRODUCTION, "production-2"));
        assertThat(finding.butWas()).contains("dead-0").contains("was interrupted");
        assertThat(finding.remedy()).contains("promote resume").contains("promote rollback");

        Lease rollback = leases.takeOver(PRODUCTION, "rollback");
        assertThat(rollback.held()).isTrue();
        assertThat(rollback.token()).isEqualTo(2);
        assertThat(refusal(() -> leases.acquire(PRODUCTION, "dead-0")).butWas()).contains("rollback");
    }

    @Test
    void shouldNotTakeAProcessForTheHolderThatOnlyHasItsNumber() throws Exception {
        leases.acquire(PRODUCTION, "production-1");
        LeaseFile held = LeaseFile.read(file());
        new LeaseFile("production-1", 1, 0, held.process(), held.processStarted() - 3_600_000).write(file());

        assertThat(leases.holder(PRODUCTION))
                .get()
                .extracting(Leases.Holder::alive)
                .isEqualTo(false);
    }

    @Test
    void shouldTakeTheHolderForAliveThoughTheClockWasSetASecond() throws Exception {
        leases.acquire(PRODUCTION, "production-1");
        LeaseFile held = LeaseFile.read(file());
        new LeaseFile("production-1", 1, 0, held.process(), held.processStarted() - 1_000).write(file());

        assertThat(leases.holder(PRODUCTION))
                .get()
                .extracting(Leases.Holder::alive)
                .isEqualTo(true);
    }

    @Test
    void shouldLetExactlyOneOfManyProcessesWin() throws Exception {
        List<String> environments =
                IntStream.range(0, 60).mapToObj(i -> "environment-" + i).toList();
        List<ChildJvm> seekers = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                seekers.add(ChildJvm.start(
                        LeaseSeeker.class,
                        folder.resolve("leases").toString(),
                        String.join(",", environments),
                        "process-" + i,
                        "3"));
            }
            for (ChildJvm seeker : seekers) {
                assertThat(seeker.readLine()).isEqualTo("ready");
            }
            for (ChildJvm seeker : seekers) {
                seeker.writeLine("go");
            }
            List<String> won = new ArrayList<>();
            for (ChildJvm seeker : seekers) {
                for (int thread = 0; thread < 3; thread++) {
                    Stream.of(seeker.readLine().split(","))
                            .filter(name -> !name.isEmpty())
                            .forEach(won::add);
                }
            }

            assertThat(won).containsExactlyInAnyOrderElementsOf(environments);
        } finally {
            for (ChildJvm seeker : seekers) {
                seeker.close();
            }
        }
    }

    @Test
    void shouldGiveEveryThreadItsOwnTokenHoweverTheFolderIsSpelled() throws Exception {
        Path spelledOtherwise = folder.resolve("x").resolve("..").resolve("leases");
        Files.createDirectories(folder.resolve("x"));
        CyclicBarrier together = new CyclicBarrier(4);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<Long>>> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                FileLeases mine = i % 2 == 0 ? leases : new FileLeases(spelledOtherwise, Clock.systemUTC());
                threads.add(pool.submit(() -> {
                    together.await();
                    List<Long> tokens = new ArrayList<>();
                    for (int j = 0; j < 10; j++) {
                        tokens.add(mine.acquire(PRODUCTION, "production-1").token());
                    }
                    return tokens;
                }));
            }
            List<Long> tokens = new ArrayList<>();
            for (Future<List<Long>> thread : threads) {
                assertThat(thread.get()).isSorted();
                tokens.addAll(thread.get());
            }
            assertThat(tokens).hasSize(40).doesNotHaveDuplicates();
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void shouldBeGivenBackByAnInterruptedThread() throws Exception {
        try {
            Thread.currentThread().interrupt();
            Lease lease = leases.acquire(PRODUCTION, "production-1");
            assertThat(lease.held()).isTrue();
            lease.release();

            assertThat(Thread.interrupted()).as("interrupt is kept").isTrue();
        } finally {
            Thread.interrupted();
        }
        assertThat(leases.holder(PRODUCTION)).isEmpty();
    }

    @Test
    void shouldBeGivenBackByAThreadThatIsInterruptedMeanwhile() throws Exception {
        Lease lease = leases.acquire(PRODUCTION, "production-1");
        Thread releasing = new Thread(lease::release);
        releasing.start();
        releasing.interrupt();
        releasing.join();

        assertThat(leases.holder(PRODUCTION)).isEmpty();
    }

    private Path file() {
        return folder.resolve("leases").resolve("storefront~production.json");
    }

    private interface Refused {
        void run() throws PromotionException;
    }

    private static Finding refusal(Refused action) {
        PromotionException refused = catchThrowableOfType(PromotionException.class, action::run);
        assertThat(refused.findings()).hasSize(1);
        return refused.findings().get(0);
    }
}
