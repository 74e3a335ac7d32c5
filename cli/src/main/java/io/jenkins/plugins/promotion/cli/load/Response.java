package io.jenkins.plugins.promotion.cli.load;

/**
 * How one request of a load ended.
 *
 * @param version what the header {@code X-Version} said; empty without one, and for a lost request
 * @param failure why it counts as failed, for example {@code status 503}; empty if it went well
 * @param dueNanos when it was due, on the clock of {@link System#nanoTime()}
 * @param doneNanos when the last byte of its answer was read, or it was given up
 */
public record Response(String version, String failure, long dueNanos, long doneNanos) {

    public boolean isOk() {
        return failure.isEmpty();
    }
}
