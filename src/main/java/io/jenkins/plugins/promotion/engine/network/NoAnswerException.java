package io.jenkins.plugins.promotion.engine.network;

import java.net.SocketTimeoutException;
import java.time.Duration;

/** The time for an answer is over. */
public final class NoAnswerException extends SocketTimeoutException {
    private static final long serialVersionUID = 1L;

    public NoAnswerException(Duration timeout) {
        super("no answer within " + inWords(timeout));
    }

    private static String inWords(Duration timeout) {
        long millis = timeout.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
