package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.cli.Terminal.Capabilities;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** A terminal whose screen, in and out are in memory. */
final class FakeTerminal {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Terminal terminal;

    private FakeTerminal(Capabilities capabilities, String typed) {
        this(capabilities, new StringReader(typed));
    }

    private FakeTerminal(Capabilities capabilities, Reader keyboard) {
        terminal = new Terminal(out, err, keyboard, capabilities);
    }

    /** A file or a pipe. */
    static FakeTerminal pipe() {
        return new FakeTerminal(Capabilities.NONE, "");
    }

    /** A screen without colours whose keyboard is that reader. */
    static FakeTerminal screen(int width, Reader keyboard) {
        return new FakeTerminal(new Capabilities(true, true, false, true, width), keyboard);
    }

    /** A screen without colours at which somebody types these lines. */
    static FakeTerminal screen(int width, String... typed) {
        String lines = String.join("\n", typed);
        return new FakeTerminal(new Capabilities(true, true, false, true, width), lines);
    }

    static FakeTerminal colourful() {
        return new FakeTerminal(new Capabilities(true, true, true, true, 80), "");
    }

    Terminal terminal() {
        return terminal;
    }

    String out() {
        terminal.flush();
        return out.toString();
    }

    String err() {
        terminal.flush();
        return err.toString();
    }

    /** What stands on the screen after all cursor movements, one string a line, without the empty ones at the end. */
    List<String> onScreen() {
        List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
        int row = 0;
        int column = 0;
        String written = out();
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c == '\n') {
                row++;
                column = 0;
                if (row == lines.size()) {
                    lines.add(new StringBuilder());
                }
            } else if (c == '\r') {
                column = 0;
            } else if (c == '\u001b') {
                int end = i + 2;
                while (Character.isDigit(written.charAt(end))) {
                    end++;
                }
                String count = written.substring(i + 2, end);
                switch (written.charAt(end)) {
                    case 'A' -> row -= Integer.parseInt(count);
                    case 'K' ->
                        lines.get(row).setLength(Math.min(column, lines.get(row).length()));
                    case 'J' -> {
                        lines.get(row).setLength(Math.min(column, lines.get(row).length()));
                        lines.subList(row + 1, lines.size()).clear();
                    }
                    case 'm' -> {}
                    default -> throw new AssertionError("unknown escape sequence ending in " + written.charAt(end));
                }
                i = end;
            } else {
                StringBuilder line = lines.get(row);
                if (column < line.length()) {
                    line.setCharAt(column, c);
                } else {
                    line.append(c);
                }
                column++;
            }
        }
        List<String> screen =
                new ArrayList<>(lines.stream().map(StringBuilder::toString).toList());
        while (!screen.isEmpty() && screen.get(screen.size() - 1).isEmpty()) {
            screen.remove(screen.size() - 1);
        }
        return screen;
    }
}
