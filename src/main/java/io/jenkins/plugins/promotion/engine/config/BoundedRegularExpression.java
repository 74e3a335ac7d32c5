package io.jenkins.plugins.promotion.engine.config;

import com.networknt.schema.regex.RegularExpression;
import java.util.regex.Pattern;

/** A pattern of a schema that a team wrote: gives up on one that backtracks without end. */
final class BoundedRegularExpression implements RegularExpression {
    private static final int MOST_STEPS = 5_000_000;

    private final Pattern pattern;

    BoundedRegularExpression(String regex) {
        pattern = Pattern.compile(regex);
    }

    @Override
    public boolean matches(String value) {
        try {
            return pattern.matcher(new Counted(value, new int[1])).find();
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("the pattern " + pattern + " nests too deeply for this text", e);
        }
    }

    /** Counts the characters that the matcher looks at. */
    private record Counted(String text, int[] steps) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (++steps[0] > MOST_STEPS) {
                throw new IllegalArgumentException("a pattern of the schema takes too long; make it simpler");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.substring(start, end), steps);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
