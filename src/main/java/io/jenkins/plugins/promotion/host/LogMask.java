package io.jenkins.plugins.promotion.host;

import hudson.console.ConsoleLogFilter;
import hudson.console.LineTransformationOutputStream;
import hudson.model.Run;
import io.jenkins.plugins.promotion.engine.secrets.SecretMask;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hides the values of a build's secrets in its log, from the moment that one is read.
 *
 * <p>The values are in the controller's memory only; what is serialized is the name of the build.
 */
public final class LogMask extends ConsoleLogFilter implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final ConcurrentHashMap<String, SecretMask> MASKS = new ConcurrentHashMap<>();

    private final String run;
    private final String charset;

    public LogMask(Run<?, ?> run) {
        this.run = run.getExternalizableId();
        this.charset = run.getCharset().name();
    }

    static SecretMask of(String run) {
        return MASKS.computeIfAbsent(run, ignored -> new SecretMask());
    }

    /** The line without values. */
    public static String mask(Run<?, ?> run, String line) {
        return of(run.getExternalizableId()).mask(line);
    }

    /** When the build has ended, nothing is written to its log any more. */
    static void forget(String run) {
        MASKS.remove(run);
    }

    @Override
    public OutputStream decorateLogger(Run build, OutputStream logger) throws IOException, InterruptedException {
        return new Masking(logger, of(run), Charset.forName(charset));
    }

    private static final class Masking extends LineTransformationOutputStream.Delegating {
        private final SecretMask mask;
        private final Charset charset;

        Masking(OutputStream out, SecretMask mask, Charset charset) {
            super(out);
            this.mask = mask;
            this.charset = charset == null ? StandardCharsets.UTF_8 : charset;
        }

        @Override
        protected void eol(byte[] bytes, int length) throws IOException {
            String line = new String(bytes, 0, length, charset);
            String masked = mask.mask(line);
            if (masked.equals(line)) {
                out.write(bytes, 0, length);
            } else {
                out.write(masked.getBytes(charset));
            }
        }
    }
}
