package storefront;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Knows which requests are being worked on, so that the process can end without dropping one. */
final class Requests {
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** A request that a load balancer sent just before it learned better arrives within this time. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

    private int working;
    private long lastNanos = System.nanoTime();
    private boolean finishing;

    void handle(HttpExchange exchange, HttpHandler handler) throws IOException {
        if (begin()) {
            exchange.getResponseHeaders().set("Connection", "close");
        }
        try {
            handler.handle(exchange);
        } finally {
            exchange.close();
            end();
        }
    }

    /** Returns when nothing is worked on and nothing new has come for a moment, or after ten seconds. */
    synchronized void finish() {
        finishing = true;
        long deadline = System.nanoTime() + LONGEST_WAIT_NANOS;
        long quietSince = System.nanoTime();
        try {
            while (System.nanoTime() < deadline) {
                quietSince = Math.max(quietSince, lastNanos);
                long missing = QUIET_NANOS - (System.nanoTime() - quietSince);
                if (working == 0 && missing <= 0) {
                    return;
                }
                wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(missing)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean begin() {
        working++;
        lastNanos = System.nanoTime();
        return finishing;
    }

    private synchronized void end() {
        working--;
        lastNanos = System.nanoTime();
        notifyAll();
    }
}
