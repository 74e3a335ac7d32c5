package io.jenkins.plugins.promotion.engine.config;

import java.util.regex.Pattern;

/** A search that gives up: the expression comes from a repository, and a bad one can take longer than the universe. */
public final class BoundedSearch implements CharSequence {
    private final CharSequence text;
    private final int[] readsLeft;

    private BoundedSearch(CharSequence text, int[] readsLeft) {
        this.text = text;
        this.readsLeft = readsLeft;
    }

    /**
     * Whether the expression is found.
     *
     * @param reads how often the search may look at a character; a good expression looks at each a few times, and ten million
     *     looks take less than a tenth of a second
     * @throws IllegalArgumentException if that is not enough, or the expression nests too deeply for the text
     */
    public static boolean find(Pattern pattern, String text, int reads) {
        try {
            return pattern.matcher(new BoundedSearch(text, new int[] {reads})).find();
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("the pattern " + pattern + " nests too deeply for this text", e);
        }
    }

    @Override
    public char charAt(int index) {
        if (--readsLeft[0] < 0) {
            throw new IllegalArgumentException("a pattern takes too long; make it simpler");
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new BoundedSearch(text.subSequence(start, end), readsLeft);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
