package io.jenkins.plugins.promotion.cli.report;

import java.util.Locale;
import java.util.regex.Pattern;

/** HTML and SVG as they are written: elements close themselves, and every text and attribute value is escaped. */
final class Html {
    /** Longer texts are cut, so that one message cannot make a page of its own. */
    private static final int LONGEST_TEXT = 4000;

    private static final Pattern NAME = Pattern.compile("[a-z][A-Za-z0-9]*(\\.[a-z][a-z-]*)*");
    private static final char REPLACEMENT = '\uFFFD';

    private final StringBuilder out = new StringBuilder("<!doctype html>\n");

    /**
     * An element with something in it.
     *
     * @param name the tag, and its classes after dots: {@code td.number}
     * @param attributes names and values in turn
     */
    Html in(String name, Runnable content, Object... attributes) {
        String tag = open(name, attributes);
        out.append('>');
        content.run();
        out.append("</").append(tag).append(">");
        return tag.matches("tr|p|h[1-6]|section|table|div|dl|dd|li|svg") ? newLine() : this;
    }

    /** An element with a text in it. */
    Html in(String name, String text, Object... attributes) {
        return in(name, () -> text(text), attributes);
    }

    /** An element of HTML without an end, such as {@code meta}. */
    Html empty(String name, Object... attributes) {
        open(name, attributes);
        out.append(">\n");
        return this;
    }

    /** A shape of SVG. */
    Html shape(String name, Object... attributes) {
        open(name, attributes);
        out.append("/>");
        return this;
    }

    Html text(String text) {
        out.append(escape(text));
        return this;
    }

    /** A style sheet of this program's own. */
    Html style(String css) {
        out.append("<style>\n").append(css).append("</style>\n");
        return this;
    }

    private Html newLine() {
        out.append('\n');
        return this;
    }

    private String open(String name, Object... attributes) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of an element: " + name);
        }
        String[] parts = name.split("\\.", 2);
        out.append('<').append(parts[0]);
        if (parts.length > 1) {
            out.append(" class=\"").append(parts[1].replace('.', ' ')).append('"');
        }
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escape(value(attributes[i + 1])))
                    .append('"');
        }
        return parts[0];
    }

    private static String value(Object value) {
        return value instanceof Double number ? number(number) : String.valueOf(value);
    }

    /** A coordinate with one decimal at most. */
    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    static String escape(String text) {
        StringBuilder safe = new StringBuilder();
        int end = Math.min(text.length(), LONGEST_TEXT);
        for (int i = 0; i < end; ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            switch (point) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(isShowable(point) ? point : REPLACEMENT);
            }
        }
        return end == text.length() ? safe.toString() : safe + " … (" + (text.length() - end) + " more characters)";
    }

    /** No control characters, nothing that turns the direction of what follows, and no halves of characters. */
    private static boolean isShowable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL -> point == '\n' || point == '\t';
            case Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
