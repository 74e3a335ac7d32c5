package io.jenkins.plugins.promotion.cli.pipeline;

import java.util.Map;

/**
 * An answer as the runner recorded it, in the run's {@code inputs.jsonl}: what approvals are decided from.
 *
 * @param step the step that asked; unique in the run
 * @param id the script's name for the question
 * @param at epoch milliseconds
 * @param parameters every value, defaults included
 */
public record InputRecord(
        String step,
        String id,
        String message,
        String who,
        long at,
        boolean approved,
        String reason,
        Map<String, Object> parameters) {}
