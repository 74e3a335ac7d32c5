package io.jenkins.plugins.promotion.cli.balancer;

import io.jenkins.plugins.promotion.engine.config.Choice;
import java.io.IOException;
import java.net.URI;

/** A load balancer in a process of its own, which outlives the process that started it. */
public interface LoadBalancer {

    /** The public address of a front end, without a trailing slash. */
    URI url(String frontEnd);

    /** What {@code traffic:} says in a promotion file to drive that front end. */
    Choice traffic(String frontEnd);

    long pid();

    boolean isRunning();

    /** Ends the process, if it is still the one that was started. */
    void stop() throws IOException, InterruptedException;
}
