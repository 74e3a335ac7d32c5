package io.jenkins.plugins.promotion.engine.history;

/**
 * A part of a deployment.
 *
 * @param name for example {@code preflight}
 * @param startedAt epoch milliseconds
 * @param endedAt epoch milliseconds; 0 while it is under way
 * @param ok whether it ended well; false while it is under way
 * @param detail what came of it, in words
 */
public record PhaseRecord(String name, long startedAt, long endedAt, boolean ok, String detail) {}
