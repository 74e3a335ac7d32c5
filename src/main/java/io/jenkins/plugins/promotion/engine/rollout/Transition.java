package io.jenkins.plugins.promotion.engine.rollout;

/** What follows from an event: where the rollout stands now, and what is to be done next. */
public record Transition(Rollout rollout, Effect effect) {}
