package io.jenkins.plugins.promotion.engine.network;

import io.jenkins.plugins.promotion.engine.config.Durations;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** The time for an answer is over. */
public final class NoAnswerException extends SocketTimeoutException {
    private static final long serialVersionUID = 1L;

    public NoAnswerException(Duration timeout) {
        super("no answer within " + Durations.inWords(timeout));
    }
}
