package io.jenkins.plugins.promotion.engine.health;

import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.network.Unreachable;
import io.jenkins.plugins.promotion.engine.network.WebAnswer;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import io.jenkins.plugins.promotion.engine.network.WebRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Asks a health address once: is the right release there, and well? A bad answer is a result, never an exception. */
public final class HealthProbe {
    private final WebClient client;
    private final WebRequest request;
    private final Optional<String> expectedVersion;

    private HealthProbe(WebClient client, WebRequest request, Optional<String> expectedVersion) {
        this.client = client;
        this.request = request;
        this.expectedVersion = expectedVersion;
    }

    /**
     * A probe of a health address.
     *
     * @param timeout of the whole probe
     * @throws IllegalArgumentException if the address cannot be asked
     */
    public static HealthProbe of(WebClient client, URI address, Duration timeout) {
        WebRequest request =
                WebRequest.get(address, timeout).withHeader("Accept", "application/json, text/plain;q=0.5, */*;q=0.1");
        return new HealthProbe(client, request, Optional.empty());
    }

    /** A probe of an application, at the path and with the timeout that its environment gives. */
    public static HealthProbe of(WebClient client, URI base, Environment.Health health) {
        return of(client, address(base, health.path()), health.timeout());
    }

    /** The same probe, for which a healthy answer from another release, or from one that tells none, is not healthy. */
    public HealthProbe expecting(String version) {
        return new HealthProbe(client, request, Optional.of(version));
    }

    /** Asks and waits for the result, at most for the timeout; an interrupt closes the connection. */
    public ProbeResult probe() throws InterruptedException {
        long start = System.nanoTime();
        try {
            return judge(client.send(request));
        } catch (IOException e) {
            return unreachable(e, start);
        }
    }

    /** As {@link #probe}, but the caller need not wait; the future completes normally, unless it is cancelled. */
    public CompletableFuture<ProbeResult> probeAsync() {
        long start = System.nanoTime();
        CompletableFuture<WebAnswer> answer = client.sendAsync(request);
        CompletableFuture<ProbeResult> result = answer.handle(
                (got, failure) -> failure == null ? judge(got) : unreachable(asIoException(failure), start));
        result.whenComplete((done, failure) -> answer.cancel(true));
        return result;
    }

    private static IOException asIoException(Throwable failure) {
        return failure instanceof IOException ? (IOException) failure : new IOException(failure);
    }

    private static ProbeResult unreachable(IOException failure, long start) {
        Unreachable why = Unreachable.because(failure);
        Duration latency = Duration.ofNanos(System.nanoTime() - start);
        return new ProbeResult(false, Optional.empty(), latency, why.found(), why.remedy(), Optional.empty());
    }

    private ProbeResult judge(WebAnswer answer) {
        try {
            if (!answer.isComplete()) {
                throw new IOException("longer than 1 MiB");
            }
            HealthDocument document = HealthDocument.parse(answer.body());
            Verdict verdict = Verdict.on(answer, document, expectedVersion);
            return new ProbeResult(
                    verdict.healthy(),
                    document.version(),
                    answer.latency(),
                    verdict.reason(),
                    verdict.remedy(),
                    Optional.of(document));
        } catch (IOException e) {
            Verdict verdict = Verdict.on(answer, e);
            return new ProbeResult(
                    false, Optional.empty(), answer.latency(), verdict.reason(), verdict.remedy(), Optional.empty());
        }
    }

    /** The address of {@code path} below {@code base}, whatever slashes they end and start with. */
    static URI address(URI base, String path) {
        String prefix = base.toString().replaceAll("/+$", "");
        return URI.create(prefix + (path.startsWith("/") ? "" : "/") + path);
    }

    /** Address and expected release, for logs. */
    @Override
    public String toString() {
        return WebRequest.printable(request.uri())
                + expectedVersion.map(version -> " expecting " + version).orElse("");
    }
}
