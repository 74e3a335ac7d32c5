package io.jenkins.plugins.promotion.host;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Deployments that a former process began, and whose secrets this process does not know yet: whoever would write what their block
 * says waits for that, because nothing could be hidden before.
 */
public final class UntoldSecrets {
    /** The longest wait in seconds, so that an agent that is away holds up nothing else. */
    private static final int LONGEST_WAIT = 60;

    private static final ConcurrentHashMap<String, Wait> WAITS = new ConcurrentHashMap<>();

    private UntoldSecrets() {}

    private record Wait(CountDownLatch told, long until) {}

    static void of(String deployment) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_WAIT);
        WAITS.putIfAbsent(deployment, new Wait(new CountDownLatch(1), until));
    }

    /** From now on they are known. */
    public static void told(String deployment) {
        Wait wait = WAITS.remove(deployment);
        if (wait != null) {
            wait.told().countDown();
        }
    }

    /** Waits until they are known; false if that takes too long. */
    static boolean await(String deployment) {
        Wait wait = WAITS.get(deployment);
        try {
            return wait == null || wait.told().await(wait.until() - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
