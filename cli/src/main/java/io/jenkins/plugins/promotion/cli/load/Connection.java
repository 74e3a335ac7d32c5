package io.jenkins.plugins.promotion.cli.load;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** One connection of a {@link LoadGenerator}: one request at a time, as long as the server keeps it open. */
final class Connection {
    private final LoadGenerator generator;
    private final ResponseReader reader = new ResponseReader();
    private SocketChannel channel;
    private SelectionKey key;
    private ByteBuffer unsent;
    private boolean busy;
    private long dueNanos;

    Connection(LoadGenerator generator) {
        this.generator = generator;
    }

    boolean isBusy() {
        return busy;
    }

    void send(long due) {
        busy = true;
        dueNanos = due;
        unsent = generator.request();
        reader.reset();
        try {
            if (channel == null) {
                connect();
            } else {
                write();
            }
        } catch (IOException e) {
            lost(e.getMessage());
        }
    }

    private void connect() throws IOException {
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        boolean connected = channel.connect(generator.address());
        key = channel.register(generator.selector(), SelectionKey.OP_CONNECT, this);
        if (connected) {
            write();
        }
    }

    private void write() throws IOException {
        channel.write(unsent);
        key.interestOps(unsent.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    void ready(SelectionKey selected) {
        try {
            if (selected.isConnectable()) {
                channel.finishConnect();
                write();
            } else if (selected.isWritable()) {
                write();
            } else if (selected.isReadable()) {
                read();
            }
        } catch (IOException e) {
            if (busy) {
                lost(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
            } else {
                close();
            }
        }
    }

    private void read() throws IOException {
        ByteBuffer bytes = generator.buffer();
        int count = channel.read(bytes);
        if (!busy) {
            close(); // the server ended an idle connection: nothing is lost
            return;
        }
        if (count < 0) {
            if (!reader.close()) {
                throw new IOException("connection closed without an answer");
            }
            close();
            answered();
            return;
        }
        if (reader.read(bytes.flip())) {
            if (reader.keepAlive()) {
                generator.idle(this);
            } else {
                close();
            }
            answered();
        }
    }

    private void answered() {
        busy = false;
        boolean ok = reader.status() / 100 == 2;
        generator.ended(new Response(
                ok ? reader.version() : "", ok ? "" : "status " + reader.status(), dueNanos, System.nanoTime()));
    }

    void giveUpIfDueBefore(long due) {
        if (busy && dueNanos < due) {
            lost("timeout");
        }
    }

    private void lost(String reason) {
        busy = false;
        close();
        generator.ended(new Response("", reason, dueNanos, System.nanoTime()));
    }

    void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // It is given up in any case.
        }
        generator.gone(this);
    }
}
