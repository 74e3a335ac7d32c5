package io.jenkins.plugins.promotion.engine.preflight;

import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.config.SourceTree;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What a check may need to look at the world before a deployment.
 *
 * @param environment that is going to be deployed to
 * @param release that is going to be deployed
 * @param source the application's repository
 * @param workspace the folder in which the build's files lie, on the machine that runs the checks
 * @param clock that tells the time
 * @param client reaches other hosts, within the host's network policy
 */
public record CheckContext(
        Environment environment, String release, SourceTree source, Path workspace, Clock clock, WebClient client) {}
