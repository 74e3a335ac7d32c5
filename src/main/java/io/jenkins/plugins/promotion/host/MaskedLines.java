package io.jenkins.plugins.promotion.host;

import hudson.console.LineTransformationOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.function.UnaryOperator;

/** A log whose lines are masked before they are written. */
final class MaskedLines extends LineTransformationOutputStream.Delegating {
    private final Charset charset;
    private final UnaryOperator<String> mask;

    MaskedLines(OutputStream out, Charset charset, UnaryOperator<String> mask) {
        super(out);
        this.charset = charset;
        this.mask = mask;
    }

    @Override
    protected void eol(byte[] bytes, int length) throws IOException {
        String line = new String(bytes, 0, length, charset);
        String masked = mask.apply(line);
        if (masked.equals(line)) {
            out.write(bytes, 0, length);
        } else {
            out.write(masked.getBytes(charset));
        }
    }
}
