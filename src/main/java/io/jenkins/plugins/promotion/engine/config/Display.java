package io.jenkins.plugins.promotion.engine.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** How a value of the configuration is shown: not at all if its key looks like a secret's, and never with a password in it. */
final class Display {
    private static final String HIDDEN = "****";
    private static final Set<String> SECRET_WORDS = Set.of(
            "auth",
            "authorization",
            "credential",
            "key",
            "passphrase",
            "passwd",
            "password",
            "private",
            "pwd",
            "secret",
            "token");
    /** Between the words of snake_case, kebab-case, dotted.keys and camelCase. */
    private static final Pattern WORD_BREAK =
            Pattern.compile("[^A-Za-z]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

    private static final Pattern USER_INFO = Pattern.compile("(://[^/@\\s:]*+):[^/@\\s]*+@");
    private static final Pattern PASSWORD_SETTING =
            Pattern.compile("(?i)\\b(password|pwd|secret|token)(\\s*=\\s*)[^;&\\s]+");

    private Display() {}

    /** @param path dotted key; a secret word anywhere in it hides the value */
    static String of(String path, String value) {
        if (looksSecret(path)) {
            return HIDDEN;
        }
        String shown = USER_INFO.matcher(value).replaceAll("$1:" + HIDDEN + "@");
        return PASSWORD_SETTING.matcher(shown).replaceAll("$1$2" + HIDDEN);
    }

    static boolean looksSecret(String path) {
        return Arrays.stream(WORD_BREAK.split(path))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .map(word -> word.endsWith("s") && !word.endsWith("ss") ? word.substring(0, word.length() - 1) : word)
                // apikey, dbpassword: written in one word
                .anyMatch(word -> SECRET_WORDS.contains(word)
                        || word.endsWith("password")
                        || word.endsWith("secret")
                        || word.endsWith("token")
                        || word.endsWith("apikey"));
    }
}
