package io.jenkins.plugins.promotion.host;

import hudson.console.ConsoleLogFilter;
import hudson.model.Run;
import hudson.remoting.Channel;
import io.jenkins.plugins.promotion.engine.secrets.SecretMask;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hides the values of a build's secrets in its log, from the moment that one is read.
 *
 * <p>On disk it is the names of the build and the deployment. On its way to an agent, whose code may write to the log as well, it
 * takes along what it hides.
 */
public final class LogMask extends ConsoleLogFilter implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final ConcurrentHashMap<String, SecretMask> MASKS = new ConcurrentHashMap<>();

    static final String WITHHELD = "(withheld: the secrets of the deployment are not known yet)";

    private final String run;
    private final String deployment;
    private final String charset;

    public LogMask(Run<?, ?> run, String deployment) {
        this.run = run.getExternalizableId();
        this.deployment = deployment;
        this.charset = run.getCharset().name();
    }

    private Object readResolve() {
        UntoldSecrets.of(deployment);
        return this;
    }

    private Object writeReplace() {
        return Channel.current() == null ? this : new SentMask(of(run).forms(), charset);
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
        return new MaskedLines(
                logger,
                Charset.forName(charset),
                line -> UntoldSecrets.await(deployment) ? of(run).mask(line) : WITHHELD + "\n");
    }
}
