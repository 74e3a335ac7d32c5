package io.jenkins.plugins.promotion.cli;

/** How a command ended, as scripts see it. */
public enum Exit {
    /** What was asked for is done. */
    DONE(0),
    /** It failed and was rolled back, or nothing was changed. */
    FAILED(1),
    /** The command line or a file is wrong; nothing was changed. */
    BAD_INPUT(2),
    /** The environment needs a person; what was printed says in which state everything was left. */
    NEEDS_A_PERSON(3);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    /** The exit code of the process, 0 to 3. */
    public int code() {
        return code;
    }
}
