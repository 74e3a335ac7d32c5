package io.jenkins.plugins.promotion.cli.load;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sends a steady load and counts what becomes of it, in one thread of its own.
 *
 * <p>It is open-loop: requests become due by the clock, and one that has to wait for a connection has its wait counted, so
 * that a stall shows in the latency instead of hiding in a lower rate. It retries nothing.
 */
public final class LoadGenerator implements Closeable {
    private static final long TIMEOUTS_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Load load;
    private final Tally tally;
    private final Consumer<Response> listener;
    private final Thread thread;
    private final Selector selector;
    private final ByteBuffer request;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private final InetSocketAddress address;
    private final List<Connection> connections = new ArrayList<>();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Deque<Long> waiting = new ArrayDeque<>();
    private volatile boolean stopping;

    private LoadGenerator(Load load, Consumer<Response> listener) throws IOException {
        this.load = load;
        this.listener = listener;
        request = ByteBuffer.wrap(ResponseReader.request(load.url()));
        int port = load.url().getPort();
        address = new InetSocketAddress(load.url().getHost(), port < 0 ? 80 : port);
        selector = Selector.open();
        tally = new Tally(load.url());
        thread = new Thread(this::run, "load " + load.url());
        thread.setDaemon(true);
    }

    /** Starts the load. */
    public static LoadGenerator start(Load load) throws IOException {
        return start(load, response -> {});
    }

    /**
     * Starts the load.
     *
     * @param listener hears of every request that ended, on the thread of the load: it must be quick
     */
    public static LoadGenerator start(Load load, Consumer<Response> listener) throws IOException {
        LoadGenerator generator = new LoadGenerator(load, listener);
        generator.thread.start();
        return generator;
    }

    /** What it has seen until now. */
    public LoadResult snapshot() {
        return tally.result();
    }

    /** Sends no more, waits for the answers that are under way, and tells what it has seen. */
    public LoadResult stop() throws InterruptedException {
        stopping = true;
        selector.wakeup();
        thread.join();
        return tally.result();
    }

    /** Stops without waiting. */
    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
    }

    private void run() {
        try (selector) {
            long due = 0;
            long checked = tally.startNanos();
            while (!Thread.currentThread().isInterrupted() && !(stopping && quiet())) {
                long now = System.nanoTime();
                for (; !stopping && dueAt(due) <= now; due++) {
                    tally.sent();
                    // From now, not from the clock: that this thread came late is no fault of the server.
                    waiting.add(now);
                }
                dispatch();
                if (now - checked > TIMEOUTS_EVERY_NANOS) {
                    checked = now;
                    giveUpBefore(now - load.timeout().toNanos());
                }
                await(stopping ? TIMEOUTS_EVERY_NANOS : Math.min(TIMEOUTS_EVERY_NANOS, dueAt(due) - System.nanoTime()));
            }
        } catch (IOException e) {
            throw new IllegalStateException("the load on " + load.url() + " broke down", e);
        } finally {
            List.copyOf(connections).forEach(Connection::close);
        }
    }

    private boolean quiet() {
        return waiting.isEmpty() && connections.stream().noneMatch(Connection::isBusy);
    }

    private long dueAt(long number) {
        return tally.startNanos() + (long) (number * 1e9 / load.perSecond());
    }

    private void dispatch() {
        while (!waiting.isEmpty()) {
            Connection connection = idle.pollLast();
            if (connection == null) {
                if (connections.size() >= load.connections()) {
                    return;
                }
                connection = new Connection(this);
                connections.add(connection);
            }
            connection.send(waiting.poll());
        }
    }

    private void giveUpBefore(long due) {
        List.copyOf(connections).forEach(connection -> connection.giveUpIfDueBefore(due));
        while (!waiting.isEmpty() && waiting.peek() < due) {
            ended(new Response("", "timeout", waiting.poll(), System.nanoTime()));
        }
    }

    private void await(long nanos) throws IOException {
        if (nanos <= 0) {
            selector.selectNow(this::ready);
        } else {
            selector.select(this::ready, Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
        }
    }

    private void ready(SelectionKey key) {
        ((Connection) key.attachment()).ready(key);
    }

    void ended(Response response) {
        tally.ended(response);
        listener.accept(response);
    }

    void idle(Connection connection) {
        idle.addLast(connection);
    }

    void gone(Connection connection) {
        connections.remove(connection);
        idle.remove(connection);
    }

    Selector selector() {
        return selector;
    }

    ByteBuffer request() {
        return request.duplicate();
    }

    /** For one read at a time: there is one thread. */
    ByteBuffer buffer() {
        return buffer.clear();
    }

    InetSocketAddress address() {
        return address;
    }
}
