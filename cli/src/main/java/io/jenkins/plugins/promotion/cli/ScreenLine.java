package io.jenkins.plugins.promotion.cli;

/** A line in colours that is cut at the terminal's right edge, so that it never wraps and redrawing stays in place. */
final class ScreenLine {
    private final Terminal terminal;
    private final StringBuilder text = new StringBuilder();
    private int room;

    ScreenLine(Terminal terminal) {
        this.terminal = terminal;
        // Some terminals wrap when the last column is written.
        this.room = terminal.capabilities().width() - 1;
    }

    ScreenLine add(Ink ink, String piece) {
        String fitting = piece.length() <= room ? piece : piece.substring(0, room);
        room -= fitting.length();
        text.append(terminal.paint(ink, fitting));
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
