package io.jenkins.plugins.promotion.engine.network;

import java.io.IOException;

/** The network policy does not let us connect there; nothing was sent. */
public final class RefusedAddressException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    RefusedAddressException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    /** What the reader does about it. */
    public String remedy() {
        return remedy;
    }
}
