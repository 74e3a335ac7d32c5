package io.jenkins.plugins.promotion.engine.history;

/** How a deployment stands, or ended. */
public enum Result {
    /** It is at work, or its process is gone and it can be resumed. */
    RUNNING,
    /** The release is live, and was seen live. */
    SUCCEEDED,
    /** Something went wrong and everything is seen back at its baseline. */
    ROLLED_BACK,
    /** Something went wrong before anything was changed. */
    FAILED,
    /** Something is not where it should be, or cannot be seen: the record says what is where. */
    NEEDS_A_PERSON;

    public boolean isEnd() {
        return this != RUNNING;
    }
}
