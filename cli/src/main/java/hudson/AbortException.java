package hudson;

import java.io.IOException;

/** A step failed for a reason its message explains; no stack trace is worth showing. Named as in Jenkins, so that scripts can catch it. */
public class AbortException extends IOException {
    private static final long serialVersionUID = 1L;

    public AbortException(String message) {
        super(message);
    }

    public AbortException(String message, Throwable cause) {
        super(message, cause);
    }
}
