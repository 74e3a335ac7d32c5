package io.jenkins.plugins.promotion.host;

import hudson.console.ConsoleLogFilter;
import hudson.model.Run;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/** A {@link LogMask} as an agent has it: the values that were known when it was sent, in the agent's memory only. */
final class SentMask extends ConsoleLogFilter implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Longest first. */
    private final ArrayList<String> forms;

    private final String charset;

    SentMask(List<String> forms, String charset) {
        this.forms = new ArrayList<>(forms);
        this.charset = charset;
    }

    @Override
    public OutputStream decorateLogger(Run build, OutputStream logger) {
        return new MaskedLines(logger, Charset.forName(charset), this::mask);
    }

    private String mask(String line) {
        String masked = line;
        for (String form : forms) {
            masked = masked.replace(form, "****");
        }
        return masked;
    }

    /** How many, never which. */
    @Override
    public String toString() {
        return "hides " + forms.size() + " forms";
    }
}
