package io.jenkins.plugins.promotion.cli.pipeline;

import java.io.Serializable;

/** An environment variable that is bound to a part of a credential; the value itself is never kept. */
public record SecretVariable(String variable, String credential, Part part) implements Serializable {

    /** What of a credential. */
    public enum Part {
        TEXT,
        USERNAME,
        PASSWORD,
        USERNAME_COLON_PASSWORD,
        FILE
    }
}
