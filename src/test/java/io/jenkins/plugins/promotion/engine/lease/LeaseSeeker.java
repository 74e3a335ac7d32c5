package io.jenkins.plugins.promotion.engine.lease;

import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Scanner;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Seeks a lease in several threads once it is told to, prints what each of them got, and lives until it is killed. */
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
                    together.await();
                    try {
                        return "token "
                                + leases.acquire(arguments[1], arguments[2] + "-" + i)
                                        .token();
                    } catch (PromotionException e) {
                        return "refused";
                    }
                })
                .toList())) {
            System.out.println(answer.get());
        }
        in.nextLine();
    }
}
