package io.jenkins.plugins.promotion.steps;

import java.io.Serializable;

/** What a step was called with. A class and no record: the pipeline's own serialization cannot read a record's fields. */
final class StepArguments implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String environment;
    private final String release;
    private final String file;

    StepArguments(String environment, String release, String file) {
        this.environment = environment;
        this.release = release;
        this.file = file;
    }

    /** Its name in the promotion file; empty if the step is about none. */
    String environment() {
        return environment;
    }

    /** Empty if it is that of the block around the step. */
    String release() {
        return release;
    }

    /** Empty for that of {@code PROMOTION_FILE}, or {@code promotion.yaml}. */
    String file() {
        return file;
    }
}
