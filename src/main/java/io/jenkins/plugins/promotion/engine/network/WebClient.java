package io.jenkins.plugins.promotion.engine.network;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * Asks HTTP servers within a {@link NetworkPolicy}: a fresh connection for every request, no proxy, a bounded body, a timeout
 * over everything, and redirects only within the same host. Safe for use by many threads.
 */
public final class WebClient {

    /** Threads live for a request and a few seconds; they are daemons, so that a hanging name lookup keeps nobody alive. */
    private static final ExecutorService THREADS = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), WebClient::daemon);

    private final NetworkPolicy policy;
    private final Supplier<SSLSocketFactory> tls;
    private final Optional<Elsewhere> elsewhere;

    /** Another machine that reaches hosts which this one may not. */
    @FunctionalInterface
    public interface Elsewhere {
        WebAnswer send(WebRequest request) throws IOException;
    }

    public WebClient(NetworkPolicy policy) {
        // Loading the JVM's authorities takes a while, and most requests need none.
        this.policy = policy;
        this.tls = () -> (SSLSocketFactory) SSLSocketFactory.getDefault();
        this.elsewhere = Optional.empty();
    }

    /** @param elsewhere sends what goes to a host that the policy does not list */
    public WebClient(NetworkPolicy policy, Elsewhere elsewhere) {
        this.policy = policy;
        this.tls = () -> (SSLSocketFactory) SSLSocketFactory.getDefault();
        this.elsewhere = Optional.of(elsewhere);
    }

    /** @param tls decides which certificates are trusted */
    public WebClient(NetworkPolicy policy, SSLSocketFactory tls) {
        this.policy = policy;
        this.tls = () -> tls;
        this.elsewhere = Optional.empty();
    }

    public NetworkPolicy policy() {
        return policy;
    }

    /**
     * Sends the request and waits for the answer, whatever its status; an interrupt closes the connection.
     *
     * @throws IOException if there was no answer; {@link Unreachable} puts it into words
     */
    public WebAnswer send(WebRequest request) throws IOException, InterruptedException {
        CompletableFuture<WebAnswer> answer = sendAsync(request);
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException) {
                throw (IOException) e.getCause();
            }
            throw new IOException(e.getCause());
        }
    }

    /** As {@link #send}; completes exceptionally with the same {@link IOException}s, and cancelling closes the connection. */
    public CompletableFuture<WebAnswer> sendAsync(WebRequest request) {
        Call call = new Call(request, policy, tls);
        CompletableFuture<WebAnswer> answer = new CompletableFuture<>();
        // A timer that is not taken back holds the answer until its time has come.
        CompletableFuture<Void> patience =
                new CompletableFuture<Void>().orTimeout(request.timeout().toNanos(), TimeUnit.NANOSECONDS);
        patience.whenComplete((done, end) -> {
            if (end instanceof TimeoutException) {
                answer.completeExceptionally(new NoAnswerException(request.timeout()));
            }
        });
        answer.whenComplete((done, failure) -> {
            patience.cancel(false);
            call.close();
        });
        THREADS.execute(() -> {
            try {
                answer.complete(isElsewhere(request) ? elsewhere.get().send(request) : call.perform());
            } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private boolean isElsewhere(WebRequest request) {
        return elsewhere.isPresent() && !policy.lists(request.uri().getHost());
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "promotion-web");
        thread.setDaemon(true);
        return thread;
    }
}
