package io.jenkins.plugins.promotion.engine.health;

import java.util.regex.Pattern;

/** A search that gives up: the expression comes from a repository, and a bad one can take longer than the universe. */
final class BoundedMatch implements CharSequence {
    /** A good expression looks at each character a few times; this is some tenths of a second. */
    private static final int READS = 50_000_000;

    private final CharSequence text;
    private final int[] readsLeft;

    private BoundedMatch(CharSequence text, int[] readsLeft) {
        this.text = text;
        this.readsLeft = readsLeft;
    }

    /** Whether the expression is found; false if that could not be told in reasonable time. */
    static boolean find(Pattern pattern, String text) {
        try {
            return pattern.matcher(new BoundedMatch(text, new int[] {READS})).find();
        } catch (TooLong | StackOverflowError e) {
            return false;
        }
    }

    @Override
    public char charAt(int index) {
        if (--readsLeft[0] < 0) {
            throw new TooLong();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new BoundedMatch(text.subSequence(start, end), readsLeft);
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
