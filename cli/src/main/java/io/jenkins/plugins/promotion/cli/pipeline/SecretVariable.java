package io.jenkins.plugins.promotion.cli.pipeline;

import java.io.Serializable;

/** An environment variable that is bound to a part of a credential; the value itself is never kept. */
public record SecretVariable(String variable, String credential, Part part) implements Serializable {

    /** A user name and the path of a file may be seen. */
    boolean isSecret() {
        return part != Part.USERNAME && part != Part.FILE;
    }

    /** What of a credential. */
    public enum Part {
        TEXT,
        USERNAME,
        PASSWORD,
        USERNAME_COLON_PASSWORD,
        FILE
    }
}
