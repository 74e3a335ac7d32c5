package io.jenkins.plugins.promotion.cli.pipeline;

/** How a run, or a stage of it, ended; each is worse than the one before. */
public enum Result {
    SUCCESS,
    UNSTABLE,
    FAILURE,
    NOT_BUILT,
    ABORTED;

    public boolean isWorseThan(Result other) {
        return compareTo(other) > 0;
    }

    public Result worst(Result other) {
        return other != null && other.isWorseThan(this) ? other : this;
    }
}
