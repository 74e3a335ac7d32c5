package io.jenkins.plugins.promotion.engine.journal;

import java.io.IOException;

/** The journal cannot be written or read; nothing may be done that it does not know of. */
public final class JournalException extends IOException {
    private static final long serialVersionUID = 1L;

    public JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
