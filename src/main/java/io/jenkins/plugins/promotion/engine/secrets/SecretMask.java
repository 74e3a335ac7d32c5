package io.jenkins.plugins.promotion.engine.secrets;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces secret values in a log, line by line, in whatever form a program wrote them.
 *
 * <p>Safe for use by several threads. What it hides it has to know: its owner lets it go together with the log.
 */
public final class SecretMask {
    private static final String STARS = "****";

    /** Longest first, so that the whole of a form is replaced and not a shorter one inside it. */
    private final Map<String, String> forms =
            new TreeMap<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    private volatile Pattern pattern = Pattern.compile("(?!)");

    /** Hides the value from now on; nothing is hidden for an empty one. */
    public void hide(SecretValue value) {
        Map<String, String> more = Encodings.of(value);
        synchronized (forms) {
            int before = forms.size();
            more.forEach((form, encoding) -> form.lines()
                    .filter(line -> isWorthHiding(form, line))
                    .forEach(line -> forms.putIfAbsent(line, encoding)));
            if (forms.size() > before) {
                pattern = compile();
            }
        }
    }

    /** The line with every form of every hidden value replaced by {@code ****}. */
    public String mask(String line) {
        Matcher matcher = pattern.matcher(line);
        return matcher.find() ? matcher.replaceAll(STARS) : line;
    }

    /** Every form of every hidden value that is not too short to stand in harmless text, longest first: for hiding them elsewhere. */
    public List<String> forms() {
        synchronized (forms) {
            return forms.keySet().stream()
                    .filter(form -> form.length() >= Encodings.SHORTEST)
                    .toList();
        }
    }

    private static boolean isWorthHiding(String form, String line) {
        return line.length() >= Encodings.SHORTEST || line.equals(form);
    }

    private Pattern compile() {
        StringBuilder alternatives = new StringBuilder();
        forms.forEach((form, encoding) -> {
            if (!alternatives.isEmpty()) {
                alternatives.append('|');
            }
            alternatives.append(regex(form, encoding));
        });
        return Pattern.compile(alternatives.toString());
    }

    /** The characters beside a core still hold some bits of the value. */
    private static String regex(String form, String encoding) {
        return encoding.endsWith("core") ? "[\\w+/-]?" + Pattern.quote(form) + "[\\w+/-]?={0,2}" : Pattern.quote(form);
    }

    /** How many forms are hidden, never which. */
    @Override
    public String toString() {
        synchronized (forms) {
            return "hides " + forms.size() + " forms";
        }
    }
}
