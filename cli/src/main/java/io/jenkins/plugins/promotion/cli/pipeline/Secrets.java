package io.jenkins.plugins.promotion.cli.pipeline;

import io.jenkins.plugins.promotion.engine.secrets.Encodings;
import io.jenkins.plugins.promotion.engine.secrets.SecretMask;
import io.jenkins.plugins.promotion.engine.secrets.SecretValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the secret values of a run in text, in whatever form programs write them: to mask them for people, and to replace them
 * by tokens before text reaches the disk and back when it is read.
 */
public final class Secrets {
    /** Shorter values stand in ordinary text by chance; whoever uses one is warned. */
    public static final int SHORTEST = Encodings.SHORTEST;

    /** Values that are shorter could be a word of the pipeline's own, and cannot be put back into its state. */
    private static final int SHORTEST_IN_STATE = 8;

    private static final String MASK = "****";

    private final List<Form> forms;
    private final SecretMask told;

    /** A secret in one of the shapes it may appear in, and the token that stands for it on disk. */
    public record Form(String text, String token) {
        @Override
        public String toString() {
            return MASK;
        }
    }

    Secrets(Map<String, String> valuesByName) {
        this(valuesByName, new SecretMask());
    }

    /**
     * @param valuesByName the run's credentials, which a resumed run knows again
     * @param told knows what steps learn under way; of that only {@code ****} is kept
     */
    Secrets(Map<String, String> valuesByName, SecretMask told) {
        this.told = told;
        Map<String, Form> found = new LinkedHashMap<>();
        valuesByName.forEach((name, value) -> add(found, name, value));
        forms = new ArrayList<>(found.values());
        forms.sort(Comparator.comparingInt((Form form) -> form.text().length()).reversed());
    }

    /** The forms of a value are always in the same order, so that a form has the same token in every process. */
    private static void add(Map<String, Form> found, String name, String value) {
        try (SecretValue secret = SecretValue.of(value)) {
            int number = 0;
            for (String text : Encodings.of(secret).keySet()) {
                number++;
                if (text.length() >= SHORTEST) {
                    found.putIfAbsent(text, new Form(text, token(name + "\n" + number)));
                }
            }
        }
    }

    /**
     * Made of the secret's name, not of its value, so it is the same after a restart; and of control characters only, so that
     * no secret is part of a token.
     */
    private static String token(String name) {
        StringBuilder token = new StringBuilder("\u0001");
        long hash = 1125899906842597L;
        for (int i = 0; i < name.length(); i++) {
            hash = 31 * hash + name.charAt(i);
        }
        for (int i = 0; i < 64; i += 2) {
            token.append((char) ('\u0003' + (hash >>> i & 3)));
        }
        return token.append('\u0002').toString();
    }

    public boolean isEmpty() {
        return forms().isEmpty();
    }

    /** Longest first, those of the credentials before the others. */
    public List<Form> forms() {
        List<Form> all = new ArrayList<>(forms);
        told.forms().forEach(text -> all.add(new Form(text, MASK)));
        return all;
    }

    public boolean isIn(String text) {
        return forms().stream().anyMatch(form -> text.contains(form.text()));
    }

    /** For people: every secret, and every token of one, as {@code ****}. */
    public String mask(String text) {
        String masked = text;
        for (Form form : forms) {
            masked = masked.replace(form.text(), MASK).replace(form.token(), MASK);
        }
        return told.mask(masked);
    }

    /** For the disk: every secret as its token. */
    public String seal(String text) {
        String sealed = text;
        for (Form form : forms) {
            sealed = sealed.replace(form.text(), form.token());
        }
        for (String form : told.forms()) {
            if (form.length() >= SHORTEST_IN_STATE) {
                sealed = sealed.replace(form, MASK);
            }
        }
        return sealed;
    }

    /** From the disk: every token as its secret. */
    public String unseal(String text) {
        if (text.indexOf('\u0001') < 0) {
            return text;
        }
        String unsealed = text;
        for (Form form : forms) {
            unsealed = unsealed.replace(form.token(), form.text());
        }
        return unsealed;
    }

    /** Never shows a value. */
    @Override
    public String toString() {
        return MASK;
    }
}
