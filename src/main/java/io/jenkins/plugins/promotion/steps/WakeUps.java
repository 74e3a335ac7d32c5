package io.jenkins.plugins.promotion.steps;

import hudson.util.ClassLoaderSanityThreadFactory;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import jenkins.util.ContextResettingExecutorService;

/** The threads that look after sleeping switches, as many at most however many switches wake up at once. */
final class WakeUps {
    /** Enough for hundreds of looks a second, also while some wait for an agent that does not answer. */
    private static final int MOST_THREADS = 24;

    static final Executor POOL = new ContextResettingExecutorService(pool());

    private WakeUps() {}

    private static ThreadPoolExecutor pool() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                MOST_THREADS,
                MOST_THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new NamingThreadFactory(
                        new ClassLoaderSanityThreadFactory(new DaemonThreadFactory()), "promotion-wake-up"));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
