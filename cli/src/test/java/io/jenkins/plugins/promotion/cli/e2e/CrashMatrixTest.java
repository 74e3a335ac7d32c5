package io.jenkins.plugins.promotion.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.cli.load.LoadGenerator;
import io.jenkins.plugins.promotion.cli.load.LoadResult;
import io.jenkins.plugins.promotion.engine.history.DeploymentJournal;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills {@code promote} with SIGKILL at the writes of a canary's journal, under load, and resumes it: the end is the same.
 *
 * <p>Every write before and after, with both load balancers, takes minutes: {@code -Dpromotion.crashes=all}. Otherwise the
 * embedded load balancer sees every write, half of them before and half after, and HAProxy every third.
 */
class CrashMatrixTest {
    private static final boolean ALL = "all".equals(System.getProperty("promotion.crashes"));
    private static final int AT_ONCE = 2;

    @TempDir
    private Path folder;

    @Test
    void shouldComeToTheSameEndAfterEveryCrashBehindTheEmbeddedBalancer() throws Exception {
        crashEverywhere(Rig.Balancer.EMBEDDED, 1);
    }

    @Test
    void shouldComeToTheSameEndAfterCrashesBehindHaproxy() throws Exception {
        crashEverywhere(Rig.Balancer.HAPROXY, ALL ? 1 : 3);
    }

    /** @param step 1 for every write, 3 for every third */
    private void crashEverywhere(Rig.Balancer balancer, int step) throws Exception {
        long seed = Long.getLong("promotion.crashes.seed", System.nanoTime());
        System.out.println(balancer + ": crashes are chosen with -Dpromotion.crashes.seed=" + seed);
        Queue<String> points = new ConcurrentLinkedQueue<>();
        Queue<String> problems = new ConcurrentLinkedQueue<>();
        List<Worker> workers = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            for (int i = 0; i < AT_ONCE; i++) {
                workers.add(new Worker(Rig.start(folder.resolve("rig-" + i), balancer), points, problems));
            }
            points.addAll(points(workers.get(0).count(), step, new Random(seed)));
            int cases = points.size();
            List<Future<LoadResult>> loads = new ArrayList<>();
            for (Worker worker : workers) {
                loads.add(threads.submit(worker::work));
            }
            long sent = 0;
            long failed = 0;
            for (Future<LoadResult> load : loads) {
                sent += load.get().sent();
                failed += load.get().failed();
            }
            System.out.println(balancer + ": " + cases + " crashes, " + problems.size() + " with another end; " + sent
                    + " requests sent, " + failed + " failed");
            assertThat(problems).isEmpty();
            assertThat(failed).describedAs("requests lost").isZero();
            assertThat(sent).isGreaterThan(cases);
        } finally {
            threads.shutdownNow();
            for (Worker worker : workers) {
                worker.rig.close();
            }
        }
    }

    private static List<String> points(int writes, int step, Random random) {
        List<String> points = new ArrayList<>();
        boolean before = random.nextBoolean();
        for (int write = 1 + random.nextInt(step); write <= writes; write += step) {
            if (ALL) {
                points.add(write + ":before");
                points.add(write + ":after");
            } else {
                points.add(write + (before ? ":before" : ":after"));
                before = !before;
            }
        }
        Collections.shuffle(points, random);
        return points;
    }

    /** Crashes in a rig of its own, one promotion after the other. */
    private static final class Worker {
        private final Rig rig;
        private final Queue<String> points;
        private final Queue<String> problems;
        private int releases;

        Worker(Rig rig, Queue<String> points, Queue<String> problems) {
            this.rig = rig;
            this.points = points;
            this.problems = problems;
        }

        /** How many writes a promotion has that nobody disturbs. */
        int count() throws Exception {
            String release = next();
            check("undisturbed", release, rig.run(release));
            return rig.journal(rig.newest()).size();
        }

        private String next() throws Exception {
            rig.freshState();
            String release = "r" + ++releases;
            rig.write("config.yaml", "greeting: hello from " + release + "\n");
            return release;
        }

        LoadResult work() throws Exception {
            LoadGenerator load = rig.load(100);
            for (String point = points.poll(); point != null; point = points.poll()) {
                String release = next();
                PromoteProcess.Ended crashed =
                        rig.crash(point, "run", "-p", "RELEASE=" + release, "--approve-as", "alice", "--json");
                if (crashed.exit() == 0) {
                    // It looked at a slot once less than the first: there was no such write.
                    continue;
                }
                if (crashed.exit() != 137) {
                    problems.add(point + ": expected to be killed, but " + crashed);
                    continue;
                }
                try {
                    check(point, release, rig.resume());
                } catch (AssertionError e) {
                    problems.add(point + ": " + e.getMessage() + "\n" + tail());
                }
            }
            return load.stop();
        }

        private void check(String point, String release, PromoteProcess.Ended resumed) {
            try {
                assertThat(resumed.exit()).describedAs("exit code").isZero();
                assertThat(resumed.json().path("result").asText()).isEqualTo("SUCCEEDED");
                DeploymentRecord record = rig.newest();
                assertThat(rig.deployments()).hasSize(1);
                assertThat(record.result()).isEqualTo(Result.SUCCEEDED);
                List<JournalEntry> journal = rig.journal(record);
                assertThat(journal.stream()
                                .filter(entry -> entry.kind().equals(DeploymentJournal.ENDED))
                                .map(entry -> entry.text("result")))
                        .containsExactly("SUCCEEDED");
                String slot = journal.stream()
                        .filter(entry -> entry.kind().equals(DeploymentJournal.PLAN))
                        .findFirst()
                        .orElseThrow()
                        .text("slot");
                assertThat(rig.split().sole().orElseThrow()).hasToString(slot);
                assertThat(rig.live()).isEqualTo(release);
                assertThat(rig.published()).contains(release);
                assertThat(rig.secretVersion("db-password")).isEqualTo("v1");
                assertThat(rig.leaseHolder()).isEmpty();
            } catch (Exception | AssertionError e) {
                problems.add(point + ": " + e + "\n" + resumed + "\n" + tail());
            }
        }

        private String tail() {
            try {
                StringBuilder text = new StringBuilder();
                for (DeploymentRecord record : rig.deployments()) {
                    text.append(record.deployment().id())
                            .append(' ')
                            .append(record.result())
                            .append('\n');
                    rig.journal(record).forEach(entry -> text.append(entry).append('\n'));
                }
                return text + Files.readString(rig.state().resolve("runs/1/log.txt"));
            } catch (Exception e) {
                return "no journal: " + e;
            }
        }
    }
}
