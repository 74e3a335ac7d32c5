package io.jenkins.plugins.promotion.engine.lease;

import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Seeks leases in several threads once it is told to, prints which each of them got, and lives until it is killed. */
final class LeaseSeeker {
    private LeaseSeeker() {}

    public static void main(String[] arguments) throws Exception {
        int threads = Integer.parseInt(arguments[3]);
        FileLeases leases = new FileLeases(Path.of(arguments[0]), Clock.systemUTC());
        CyclicBarrier together = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        System.out.println("ready");
        Scanner in = new Scanner(System.in);
        in.nextLine();
        for (Future<String> answer : pool.invokeAll(IntStream.range(0, threads)
                .mapToObj(i -> (Callable<String>) () -> {
                    List<String> won = new ArrayList<>();
                    together.await();
                    for (String environment : arguments[1].split(",")) {
                        try {
                            leases.acquire(environment, arguments[2] + "-" + i);
                            won.add(environment);
                        } catch (PromotionException refused) {
                            if (!refused.getMessage().contains("holds the lease")) {
                                throw refused;
                            }
                        }
                    }
                    return String.join(",", won);
                })
                .toList())) {
            try {
                System.out.println(answer.get());
            } catch (ExecutionException e) {
                System.out.println(e.getCause());
            }
        }
        in.nextLine();
    }
}
