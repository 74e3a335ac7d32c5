package io.jenkins.plugins.promotion.cli.pipeline;

import java.io.Serializable;

/**
 * How a body or a piece of work ended.
 *
 * @param value what it returned; null if it failed
 * @param error why it failed; null if it did not
 */
public record BodyResult(Object value, Throwable error) implements Serializable {

    public static BodyResult success(Object value) {
        return new BodyResult(value, null);
    }

    public static BodyResult failure(Throwable error) {
        return new BodyResult(null, error);
    }

    public boolean failed() {
        return error != null;
    }
}
