package io.jenkins.plugins.promotion.cli.load;

import java.net.URI;
import java.time.Duration;

/**
 * A steady load.
 *
 * @param url what is requested, plain HTTP
 * @param perSecond requests that become due each second, whether or not earlier ones were answered
 * @param connections at most so many, kept open; when all are busy, a request that is due waits, and its wait counts
 * @param timeout after which a request without an answer is lost
 */
public record Load(URI url, int perSecond, int connections, Duration timeout) {

    public Load {
        if (!"http".equals(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException("load needs a URL such as http://127.0.0.1:8080/, but was " + url);
        }
        if (perSecond < 1 || connections < 1) {
            throw new IllegalArgumentException("load needs at least one request a second and one connection, but was "
                    + perSecond + " requests, " + connections + " connections");
        }
    }

    /** With 16 connections and a time-out of half a minute: a busy machine that answers late has lost nothing. */
    public static Load of(URI url, int perSecond) {
        return new Load(url, perSecond, 16, Duration.ofSeconds(30));
    }
}
