package io.jenkins.plugins.promotion.cli.pipeline;

/**
 * A line of a run's log, without secrets.
 *
 * @param at epoch milliseconds
 * @param stage the stage that wrote it; empty outside stages
 * @param branch the parallel branch that wrote it; empty outside {@code parallel}
 */
public record LogLine(long at, String stage, String branch, String text) {}
