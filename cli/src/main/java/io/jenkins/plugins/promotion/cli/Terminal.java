package io.jenkins.plugins.promotion.cli;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Where the command line writes and asks, and what that place can show. */
final class Terminal {
    private static final int DEFAULT_WIDTH = 80;

    private final PrintWriter out;
    private final PrintWriter err;
    private final TypedLines in;
    private final Capabilities capabilities;

    /**
     * What a terminal can do.
     *
     * @param live whether standard output is a screen, on which lines can be drawn again
     * @param answers whether somebody is there to answer a question
     * @param colours whether colours are shown and wanted
     * @param unicode whether more than ASCII can be shown
     * @param width columns
     */
    record Capabilities(boolean live, boolean answers, boolean colours, boolean unicode, int width) {

        /** A file or a pipe. */
        static final Capabilities NONE = new Capabilities(false, false, false, true, DEFAULT_WIDTH);

        /**
         * @param variables the process environment: {@code NO_COLOR}, {@code TERM}, {@code COLUMNS}
         * @param console whether standard input and output are both a terminal
         * @param columns of standard output; 0 if it is no terminal or nobody measured
         */
        static Capabilities of(Map<String, String> variables, boolean console, int columns, Charset charset) {
            boolean dumb = variables.getOrDefault("TERM", "dumb").equals("dumb");
            boolean live = (console || columns > 0) && !dumb;
            boolean colours = live && variables.getOrDefault("NO_COLOR", "").isEmpty();
            return new Capabilities(
                    live,
                    console,
                    colours,
                    charset.equals(StandardCharsets.UTF_8),
                    columns > 0 ? columns : number(variables.get("COLUMNS")).orElse(DEFAULT_WIDTH));
        }

        Capabilities withoutColours() {
            return new Capabilities(live, answers, false, unicode, width);
        }

        private static Optional<Integer> number(String text) {
            return text != null && text.matches("[1-9][0-9]{0,4}")
                    ? Optional.of(Integer.valueOf(text))
                    : Optional.empty();
        }
    }

    Terminal(Writer out, Writer err, Reader in, Capabilities capabilities) {
        this(out, err, new TypedLines(in), capabilities);
    }

    private Terminal(Writer out, Writer err, TypedLines in, Capabilities capabilities) {
        this.out = new PrintWriter(out);
        this.err = new PrintWriter(err);
        this.in = in;
        this.capabilities = capabilities;
    }

    /** The terminal of this process; {@code ./promote} measures the columns, because Java cannot. */
    static Terminal ofProcess() {
        Charset charset = Charset.forName(
                System.getProperty("native.encoding", Charset.defaultCharset().name()));
        int columns = Integer.getInteger("promote.columns", 0);
        return new Terminal(
                writer(FileDescriptor.out, charset),
                writer(FileDescriptor.err, charset),
                new InputStreamReader(System.in, charset),
                Capabilities.of(System.getenv(), System.console() != null, columns, charset));
    }

    private static Writer writer(FileDescriptor descriptor, Charset charset) {
        OutputStream stream = new FileOutputStream(descriptor);
        return new BufferedWriter(new OutputStreamWriter(stream, charset));
    }

    /** The same terminal, with everything on standard error. */
    Terminal onError() {
        return new Terminal(err, err, in, capabilities);
    }

    Terminal withoutColours() {
        return new Terminal(out, err, in, capabilities.withoutColours());
    }

    /** Results go here. */
    PrintWriter out() {
        return out;
    }

    /** Errors and warnings go here. */
    PrintWriter err() {
        return err;
    }

    Capabilities capabilities() {
        return capabilities;
    }

    /** The text in that colour, where colours are shown. */
    String paint(Ink ink, String text) {
        return capabilities.colours() ? ink.paint(text) : text;
    }

    /** The first text where more than ASCII can be shown, else the second. */
    String glyph(String unicode, String ascii) {
        return capabilities.unicode() ? unicode : ascii;
    }

    /** One line from the person at the terminal; empty if there is nobody, or nothing more. */
    Optional<String> readLine() throws IOException, InterruptedException {
        return capabilities.answers() ? in.next() : Optional.empty();
    }

    void flush() {
        out.flush();
        err.flush();
    }
}
