package io.jenkins.plugins.promotion.engine.network;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;

/** The bytes after an answer's header, however their end is marked. */
@FunctionalInterface
interface AnswerBody {

    /** Copies at most {@code limit} bytes; returns whether that was all. */
    boolean copyTo(ByteArrayOutputStream sink, int limit) throws IOException;

    static AnswerBody ofLength(InputStream in, long length) {
        return (sink, limit) -> {
            int wanted = (int) Math.min(length, limit);
            byte[] bytes = in.readNBytes(wanted);
            if (bytes.length < wanted) {
                throw Exchange.endedEarly();
            }
            sink.writeBytes(bytes);
            return length <= limit;
        };
    }

    static AnswerBody untilClosed(InputStream in) {
        return (sink, limit) -> {
            sink.writeBytes(in.readNBytes(limit));
            return in.read() < 0;
        };
    }

    static AnswerBody chunked(InputStream in) {
        return (sink, limit) -> {
            for (long size = chunkSize(in); size > 0; size = chunkSize(in)) {
                if (!ofLength(in, size).copyTo(sink, limit - sink.size())) {
                    return false;
                }
                if (!AnswerHead.line(in).isEmpty()) {
                    throw new ProtocolException("the answer is not HTTP: a chunk is longer than it says");
                }
            }
            return true;
        };
    }

    private static long chunkSize(InputStream in) throws IOException {
        String size = AnswerHead.line(in).split(";", 2)[0].strip();
        if (!size.matches("[0-9A-Fa-f]{1,15}")) {
            throw new ProtocolException("the answer is not HTTP: a chunk has no size");
        }
        return Long.parseLong(size, 16);
    }
}
