package io.jenkins.plugins.promotion.cli.pipeline;

import java.time.Duration;

/** Hears what a run does, for a live display. Called on the run's threads: quick, and safe for use from several. */
public interface RunListener {

    default void stageStarted(String stage, String branch) {}

    default void stageEnded(String stage, String branch, Result result, Duration took) {}

    default void stepStarted(StepEvent step) {}

    default void stepEnded(StepEvent step, boolean failed) {}

    default void logged(LogLine line) {}

    default void inputAsked(InputRequest request) {}

    default void inputAnswered(InputRecord record) {}

    default void ended(Result result) {}

    /** A step of a run, by its id there. */
    record StepEvent(String id, String step, String stage, String branch) {}
}
