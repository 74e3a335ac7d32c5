package io.jenkins.plugins.promotion.cli.pipeline;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The one thread of a run, its timers, and threads beside it for work that would hold it up. */
final class PipelineThread {
    /** Saving walks deeply nested data with one frame or more a level. */
    private static final long STACK_BYTES = 16L * 1024 * 1024;

    private final ScheduledThreadPoolExecutor timers;
    private final ExecutorService workers;
    private final Consumer<Runnable> turn;
    private volatile Thread thread;

    /** @param turn does a task on the thread, and whatever becomes possible by it */
    PipelineThread(String name, Consumer<Runnable> turn) {
        this.turn = turn;
        timers = new ScheduledThreadPoolExecutor(
                1,
                task -> thread = new Thread(null, task, name, STACK_BYTES),
                // What comes after the end of the run comes too late for it.
                new ThreadPoolExecutor.DiscardPolicy());
        timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        workers = Executors.newCachedThreadPool(task -> {
            Thread worker = new Thread(task, name + "-work");
            worker.setDaemon(true);
            return worker;
        });
    }

    /** At once if this is the thread, soon otherwise. */
    void execute(Runnable task) {
        if (Thread.currentThread() == thread) {
            task.run();
        } else {
            timers.execute(() -> turn.accept(task));
        }
    }

    void schedule(Duration delay, Runnable task) {
        timers.schedule(() -> turn.accept(task), Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
    }

    /** Works beside the thread; {@code then} hears of the end there. */
    <T> Future<?> work(Callable<T> task, Consumer<BodyResult> then) {
        return workers.submit(() -> {
            BodyResult result;
            try {
                result = BodyResult.success(task.call());
            } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
                result = BodyResult.failure(e);
            }
            then.accept(result);
        });
    }

    void end() {
        timers.shutdown();
        workers.shutdownNow();
    }
}
