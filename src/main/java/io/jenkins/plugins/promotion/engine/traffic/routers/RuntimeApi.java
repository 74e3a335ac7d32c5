package io.jenkins.plugins.promotion.engine.traffic.routers;

import static io.jenkins.plugins.promotion.engine.traffic.RouterException.Effect.NONE;
import static io.jenkins.plugins.promotion.engine.traffic.RouterException.Effect.UNKNOWN;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.traffic.RouterException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * HAProxy's Runtime API: a line of commands out, one answer a command back, on a connection of its own.
 *
 * @see <a href="https://docs.haproxy.org/2.6/management.html#9.3">HAProxy Management Guide, 9.3</a>
 */
final class RuntimeApi {
    static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int LONGEST_ANSWER = 1 << 20;

    private final String address;

    /** @param address {@code host:port}, or the path of a unix socket */
    RuntimeApi(String address) {
        this.address = address;
    }

    /** Asks without changing anything, so that no failure has an effect. */
    List<String> query(String... commands) throws RouterException, InterruptedException {
        return send(NONE, commands);
    }

    /** Sends commands that change something; if the answer stays away, what they did is unknown. */
    List<String> change(String... commands) throws RouterException, InterruptedException {
        return send(UNKNOWN, commands);
    }

    private List<String> send(RouterException.Effect onceSent, String... commands)
            throws RouterException, InterruptedException {
        // One line is handled in one go, which keeps a change and its confirmation together.
        ByteBuffer line = ByteBuffer.wrap((String.join(";", commands) + "\n").getBytes(StandardCharsets.UTF_8));
        try (Conversation conversation = connect()) {
            conversation.write(line);
            return answers(conversation.read(), commands.length);
        } catch (NotReached e) {
            throw notReached(e.getCause());
        } catch (IOException e) {
            throw noAnswer(onceSent, e);
        }
    }

    private Conversation connect() throws NotReached, InterruptedException {
        try {
            Conversation conversation =
                    new Conversation(isPath() ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open());
            try {
                conversation.connect(socketAddress());
                return conversation;
            } catch (IOException | RuntimeException | InterruptedException e) {
                conversation.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            throw new NotReached(e);
        }
    }

    private boolean isPath() {
        return address.contains("/");
    }

    private SocketAddress socketAddress() {
        if (isPath()) {
            return UnixDomainSocketAddress.of(address);
        }
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, Math.max(colon, 0)).replaceAll("[\\[\\]]", "");
        return new InetSocketAddress(host, Integer.parseInt(address.substring(colon + 1)));
    }

    /** Every answer ends with an empty line; that of a command that went well often has no other. */
    private static List<String> answers(String text, int expected) throws IOException {
        List<String> answers = new ArrayList<>();
        StringBuilder answer = new StringBuilder();
        int end;
        for (int start = 0; (end = text.indexOf('\n', start)) >= 0; start = end + 1) {
            if (end == start) {
                answers.add(answer.toString().strip());
                answer.setLength(0);
            } else {
                answer.append(text, start, end + 1);
            }
        }
        if (answers.size() != expected || answer.length() > 0 || !text.endsWith("\n")) {
            throw new IOException(answers.size() + " whole answers to " + expected + " commands in " + shorten(text));
        }
        return answers;
    }

    private RouterException notReached(Throwable e) {
        return new RouterException(
                NONE,
                Finding.error(
                                "traffic",
                                this.toString(),
                                "a stats socket that takes connections",
                                reason(e),
                                "start HAProxy, or correct traffic.haproxy.address to what its 'stats socket' line says")
                        .toString(),
                e);
    }

    private RouterException noAnswer(RouterException.Effect effect, Exception e) {
        return new RouterException(
                effect,
                Finding.error(
                                "traffic",
                                this.toString(),
                                "an answer of HAProxy's Runtime API",
                                reason(e),
                                "check that the address is HAProxy's stats socket and that the process is not stuck")
                        .toString(),
                e);
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** The beginning of a text in quotes, fit for one line of a message. */
    static String shorten(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return "'" + (line.length() > 120 ? line.substring(0, 120) + "…" : line) + "'";
    }

    @Override
    public String toString() {
        return "haproxy " + address;
    }

    /** One connection, non-blocking so that every wait ends in time and can be interrupted. */
    private static final class Conversation implements AutoCloseable {
        private final SocketChannel channel;
        private final long deadline = System.nanoTime() + TIMEOUT.toNanos();
        /** Opened when there is something to wait for, which on one machine is after the command was sent. */
        private Selector selector;

        Conversation(SocketChannel channel) {
            this.channel = channel;
        }

        void connect(SocketAddress address) throws IOException, InterruptedException {
            channel.configureBlocking(false);
            if (!channel.connect(address)) {
                await(SelectionKey.OP_CONNECT);
                channel.finishConnect();
            }
        }

        void write(ByteBuffer line) throws IOException, InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            channel.write(line);
            while (line.hasRemaining()) {
                await(SelectionKey.OP_WRITE);
                channel.write(line);
            }
        }

        String read() throws IOException, InterruptedException {
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            for (int count = channel.read(buffer); count >= 0; count = channel.read(buffer.clear())) {
                answer.write(buffer.array(), 0, count);
                if (answer.size() > LONGEST_ANSWER) {
                    throw new IOException("more than " + LONGEST_ANSWER + " bytes");
                }
                if (count == 0) {
                    await(SelectionKey.OP_READ);
                }
            }
            return answer.toString(StandardCharsets.UTF_8);
        }

        private void await(int operation) throws IOException, InterruptedException {
            if (selector == null) {
                selector = Selector.open();
            }
            channel.register(selector, operation);
            long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (millis > 0) {
                selector.select(millis);
                selector.selectedKeys().clear();
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (System.nanoTime() >= deadline) {
                throw new IOException("nothing within " + TIMEOUT.toMillis() + " ms");
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
            if (selector != null) {
                selector.close(); // which also lets go of the channel it had registered
            }
        }
    }

    /** Nothing was sent. */
    private static final class NotReached extends IOException {
        private static final long serialVersionUID = 1L;

        NotReached(Exception cause) {
            super(cause);
        }
    }
}
