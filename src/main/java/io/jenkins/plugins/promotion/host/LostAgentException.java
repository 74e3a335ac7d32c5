package io.jenkins.plugins.promotion.host;

import hudson.remoting.ChannelClosedException;
import hudson.remoting.RequestAbortedException;
import io.jenkins.plugins.promotion.Messages;
import java.io.IOException;

/** The connection to the agent was lost while it was asked for something; what it did of that is not known. */
final class LostAgentException extends IOException {
    private static final long serialVersionUID = 1L;

    private LostAgentException(Exception cause) {
        super(Messages.Agent_lost(cause.getMessage()), cause);
    }

    /** Something that is asked of the agent. */
    @FunctionalInterface
    interface Request<T> {
        T send() throws IOException, InterruptedException;
    }

    /** Remoting tells of a lost agent as if somebody had made a mistake in the program. */
    static <T> T telling(Request<T> request) throws IOException, InterruptedException {
        try {
            return request.send();
        } catch (RequestAbortedException | ChannelClosedException e) {
            throw new LostAgentException(e);
        }
    }
}
