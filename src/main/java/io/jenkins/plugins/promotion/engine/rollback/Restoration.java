package io.jenkins.plugins.promotion.engine.rollback;

/**
 * What became of one restorable.
 *
 * @param name of the restorable
 * @param result how it ended
 * @param detail where it stands now, in words
 */
public record Restoration(String name, Result result, String detail) {

    /** The ends a restoration can come to. */
    public enum Result {
        /** It was brought back, and seen back. */
        RESTORED,
        /** It was at its baseline already. */
        UNCHANGED,
        /** It could not be brought back; the detail says where it stands. */
        FAILED,
        /** It could not be brought back, and where it stands could not be seen. */
        UNKNOWN;

        /** Whether it is known to be at its baseline. */
        public boolean isBack() {
            return this == RESTORED || this == UNCHANGED;
        }
    }

    /** Whether it is known to be at its baseline. */
    public boolean isBack() {
        return result.isBack();
    }
}
