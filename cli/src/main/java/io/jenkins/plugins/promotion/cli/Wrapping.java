package io.jenkins.plugins.promotion.cli;

/** Breaks a long line between words; what follows is indented under it. */
final class Wrapping {
    private static final int NARROWEST = 20;

    private Wrapping() {}

    /** The line in as many lines as it needs; a word that is longer than a line stays whole. */
    static String of(String line, int width) {
        int indent = line.length() - line.stripLeading().length();
        String under = " ".repeat(indent + 2);
        if (line.length() <= width || width - under.length() < NARROWEST) {
            return line;
        }
        StringBuilder wrapped = new StringBuilder(line.substring(0, indent));
        int used = indent;
        for (String word : line.strip().split(" ")) {
            if (used > under.length() && used + 1 + word.length() > width) {
                wrapped.append('\n').append(under);
                used = under.length();
            } else if (used > indent) {
                wrapped.append(' ');
                used++;
            }
            wrapped.append(word);
            used += word.length();
        }
        return wrapped.toString();
    }
}
