package io.jenkins.plugins.promotion.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class WebClientTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final WebClient client = new WebClient(NetworkPolicy.open());

    @Test
    void shouldReadAnAnswerOfKnownLength() throws Exception {
        try (RawServer server = RawServer.saying(RawServer.http(503, "X-Why: tired\r\n", "no"))) {
            WebAnswer answer = client.send(WebRequest.get(server.uri("/a?b=c"), LONG));

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).isEqualTo("no");
            assertThat(answer.header("x-WHY")).contains("tired");
            assertThat(answer.isComplete()).isTrue();
            assertThat(answer.latency()).isPositive();
            assertThat(server.requests().get(0))
                    .startsWith("GET /a?b=c HTTP/1.1\nHost: 127.0.0.1:" + server.port() + "\nConnection: close\n");
        }
    }

    @Test
    void shouldReadAChunkedAnswer() throws Exception {
        String chunked = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "4;note=x\r\nWiki\r\nA\r\npedia in c\r\n0\r\n\r\n";
        try (RawServer server = RawServer.saying(chunked)) {
            assertThat(client.send(WebRequest.get(server.uri("/"), LONG)).text())
                    .isEqualTo("Wikipedia in c");
        }
    }

    @Test
    void shouldReadAnAnswerThatEndsWithTheConnection() throws Exception {
        try (RawServer server = RawServer.saying("HTTP/1.0 200 OK\n\nall of it")) {
            assertThat(client.send(WebRequest.get(server.uri("/"), LONG)).text())
                    .isEqualTo("all of it");
        }
    }

    @Test
    void shouldNotWaitForABodyThatAHeadRequestNeverHas() throws Exception {
        try (RawServer server = RawServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")) {
            WebRequest head = WebRequest.get(server.uri("/"), LONG).withMethod("HEAD");

            assertThat(client.send(head).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 999999999999", "Transfer-Encoding: chunked", "X-Until: closed"})
    void shouldStopReadingABodyThatNeverEnds(String header) throws Exception {
        byte[] chunk = ("400\r\n" + "x".repeat(1024) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (RawServer server = new RawServer(socket -> {
            socket.getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\n" + header + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            while (true) {
                socket.getOutputStream().write(chunk);
            }
        })) {
            WebAnswer answer = client.send(new WebRequest("GET", server.uri("/"), Map.of(), LONG, 10_000));

            assertThat(answer.isComplete()).isFalse();
            assertThat(answer.body()).hasSize(10_000);
            assertThat(server.sawAnEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 9999 Huge\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
                ""
            })
    void shouldReportGarbageAsAFailure(String garbage) {
        try (RawServer server = RawServer.saying(garbage)) {
            assertThatThrownBy(() -> client.send(WebRequest.get(server.uri("/"), LONG)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void shouldGiveUpOnAHeaderThatNeverEnds() {
        try (RawServer server = new RawServer(socket -> {
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                socket.getOutputStream().write('x');
            }
        })) {
            assertThatThrownBy(() -> client.send(WebRequest.get(server.uri("/"), LONG)))
                    .hasMessageContaining("longer than 16 KiB");
        }
    }

    @Test
    void shouldTimeOutOverTheWholeAnswerEvenIfBytesKeepDripping() {
        try (RawServer server = new RawServer(socket -> {
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\nX-Drip: ".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                socket.getOutputStream().write('x');
                Thread.sleep(20);
            }
        })) {
            IOException failure = catchThrowableOfType(
                    IOException.class, () -> client.send(WebRequest.get(server.uri("/"), Duration.ofMillis(300))));

            assertThat(Unreachable.because(failure).found()).isEqualTo("no answer within 300 ms");
        }
    }

    @Test
    void shouldCloseTheConnectionWhenInterrupted() throws Exception {
        try (RawServer server = RawServer.silent()) {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread waiting = new Thread(() -> {
                try {
                    client.send(WebRequest.get(server.uri("/"), LONG));
                } catch (Exception e) {
                    failure.set(e);
                }
            });
            waiting.start();
            while (server.requests().isEmpty()) {
                Thread.onSpinWait();
            }
            waiting.interrupt();
            waiting.join();

            assertThat(failure.get()).isInstanceOf(InterruptedException.class);
            assertThat(server.sawAnEnd()).isTrue();
        }
    }

    @Test
    void shouldCloseTheConnectionWhenCancelled() throws Exception {
        try (RawServer server = RawServer.silent()) {
            CompletableFuture<WebAnswer> answer = client.sendAsync(WebRequest.get(server.uri("/"), LONG));
            while (server.requests().isEmpty()) {
                Thread.onSpinWait();
            }
            answer.cancel(true);

            assertThat(server.sawAnEnd()).isTrue();
        }
    }

    @Test
    void shouldForgetAnAnswerLongBeforeItsTimeIsOver() throws Exception {
        try (RawServer server = RawServer.saying(RawServer.http(200, "", "ok"))) {
            WeakReference<WebAnswer> answer =
                    new WeakReference<>(client.send(WebRequest.get(server.uri("/"), Duration.ofHours(1))));

            while (answer.get() != null) {
                System.gc();
                Thread.sleep(10);
            }
        }
    }

    @Test
    void shouldConnectAfreshForEveryRequest() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (RawServer server = new RawServer(socket -> {
            connections.incrementAndGet();
            socket.getOutputStream().write(RawServer.http(200, "", "ok").getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().read();
        })) {
            for (int i = 0; i < 3; i++) {
                client.send(WebRequest.get(server.uri("/"), LONG));
            }

            assertThat(connections).hasValue(3);
        }
    }

    @Test
    void shouldFollowARedirectOnTheSameHost() throws Exception {
        try (RawServer target = RawServer.answering(200, "arrived");
                RawServer server =
                        RawServer.saying(RawServer.http(302, "Location: " + target.uri("/there") + "\r\n", ""))) {
            WebAnswer answer = client.send(WebRequest.get(server.uri("/"), LONG));

            assertThat(answer.text()).isEqualTo("arrived");
            assertThat(answer.uri()).isEqualTo(target.uri("/there"));
        }
    }

    @Test
    void shouldNotFollowARedirectToAnotherHost() throws Exception {
        try (RawServer target = RawServer.answering(200, "stolen");
                RawServer server = RawServer.saying(
                        RawServer.http(302, "Location: http://localhost:" + target.port() + "/\r\n", ""))) {
            WebAnswer answer = client.send(WebRequest.get(server.uri("/"), LONG));

            assertThat(answer.status()).isEqualTo(302);
            assertThat(target.requests()).isEmpty();
        }
    }

    @Test
    void shouldNotTakeACredentialToAnotherPortOfTheHost() throws Exception {
        try (RawServer target = RawServer.answering(200, "stolen");
                RawServer server = RawServer.saying(RawServer.http(302, "Location: " + target.uri("/") + "\r\n", ""))) {
            WebRequest request = WebRequest.get(server.uri("/"), LONG)
                    .withHeader("Accept", "*/*")
                    .withHeader("X-Key", "t0k");

            assertThat(client.send(request).status()).isEqualTo(302);
            assertThat(target.requests()).isEmpty();
        }
    }

    @Test
    void shouldTakeACredentialAlongOnTheSamePort() throws Exception {
        AtomicInteger answered = new AtomicInteger();
        try (RawServer server = new RawServer(socket -> {
            String answer = answered.getAndIncrement() == 0
                    ? RawServer.http(302, "Location: /again\r\n", "")
                    : RawServer.http(200, "", "ok");
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        })) {
            client.send(WebRequest.get(server.uri("/"), LONG).withHeader("X-Key", "t0k"));

            assertThat(server.requests()).hasSize(2).allSatisfy(request -> assertThat(request)
                    .contains("X-Key: t0k\n"));
        }
    }

    @Test
    void shouldEncodeLettersThatARequestLineCannotHold() throws Exception {
        try (RawServer server = RawServer.answering(200, "")) {
            client.send(WebRequest.get(server.uri("/straße?q=ü"), LONG));

            assertThat(server.requests().get(0)).startsWith("GET /stra%C3%9Fe?q=%C3%BC HTTP/1.1\n");
        }
    }

    @Test
    void shouldNotRunInCirclesAfterRedirects() throws Exception {
        try (RawServer server = RawServer.saying(RawServer.http(302, "Location: /again\r\n", ""))) {
            assertThat(client.send(WebRequest.get(server.uri("/"), LONG)).status())
                    .isEqualTo(302);
            assertThat(server.requests()).hasSize(4);
        }
    }

    @Test
    void shouldNotRepeatAPostForARedirect() throws Exception {
        try (RawServer server = RawServer.saying(RawServer.http(307, "Location: /again\r\n", ""))) {
            client.send(WebRequest.get(server.uri("/"), LONG).withMethod("POST"));

            assertThat(server.requests()).hasSize(1);
            assertThat(server.requests().get(0)).contains("Content-Length: 0\n");
        }
    }

    @Test
    void shouldConnectToTheAddressThatThePolicySawAndNotAskAgain() throws Exception {
        AtomicInteger lookups = new AtomicInteger();
        NetworkPolicy rebinding = NetworkPolicy.open(host -> new InetAddress[] {
            InetAddress.getByName(lookups.incrementAndGet() == 1 ? "127.0.0.1" : "169.254.169.254")
        });
        try (RawServer server = RawServer.answering(200, "the first address")) {
            URI uri = URI.create("http://rebinding.example.com:" + server.port() + "/");

            WebAnswer answer = new WebClient(rebinding).send(WebRequest.get(uri, LONG));

            assertThat(answer.text()).isEqualTo("the first address");
            assertThat(lookups).hasValue(1);
            assertThat(server.requests().get(0)).contains("Host: rebinding.example.com:" + server.port());
        }
    }

    @Test
    void shouldTryTheNextAddressOfAHost() throws Exception {
        try (RawServer server = RawServer.answering(200, "second")) {
            NetworkPolicy two = NetworkPolicy.open(
                    host -> new InetAddress[] {InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.1")});
            URI uri = URI.create("http://two.example.com:" + server.port() + "/");

            assertThat(new WebClient(two).send(WebRequest.get(uri, LONG)).text())
                    .isEqualTo("second");
        }
    }

    @Test
    void shouldAskNobodyThatThePolicyRefuses() {
        try (RawServer server = RawServer.answering(200, "")) {
            WebClient strict = new WebClient(NetworkPolicy.only(List.of("db.example.com")));

            assertThatThrownBy(() -> strict.send(WebRequest.get(server.uri("/"), LONG)))
                    .isInstanceOf(RefusedAddressException.class);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void shouldSayThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = unused.getLocalPort();
        }
        IOException failure = catchThrowableOfType(
                IOException.class,
                () -> client.send(WebRequest.get(URI.create("http://127.0.0.1:" + port + "/"), LONG)));

        assertThat(Unreachable.because(failure))
                .isEqualTo(new Unreachable("connection refused", "is it started? is the port right?"));
    }

    @Test
    void shouldServeManyRequestsAtOnce() throws Exception {
        CountDownLatch all = new CountDownLatch(50);
        try (RawServer server = new RawServer(socket -> {
            all.countDown();
            all.await();
            socket.getOutputStream().write(RawServer.http(200, "", "ok").getBytes(StandardCharsets.US_ASCII));
        })) {
            List<CompletableFuture<WebAnswer>> answers = IntStream.range(0, 50)
                    .mapToObj(i -> client.sendAsync(WebRequest.get(server.uri("/"), LONG)))
                    .toList();

            for (CompletableFuture<WebAnswer> answer : answers) {
                assertThat(answer.get().status()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://a/",
                "http://alice:pw@a/",
                "http:///x",
                "/relative",
                "http://under_score/",
                "http://a:99999/"
            })
    void shouldRefuseAddressesThatAreNoWebAddressesAndQuoteNoPassword(String address) {
        assertThatThrownBy(() -> WebRequest.get(URI.create(address), LONG))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("pw"));
    }

    @Test
    void shouldPrintNeitherQueryNorHeaders() {
        WebRequest request = WebRequest.get(URI.create("https://a.example.com/x?token=t0k"), LONG)
                .withHeader("Authorization", "Bearer t0k");

        assertThat(request).hasToString("GET https://a.example.com/x?…");
    }
}
