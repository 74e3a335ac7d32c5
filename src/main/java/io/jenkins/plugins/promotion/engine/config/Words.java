package io.jenkins.plugins.promotion.engine.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Words in error messages: lists, excerpts, and the word that was probably meant. */
public final class Words {
    private static final int LONGEST_EXCERPT = 60;
    private static final int LONGEST_KEY = 64;
    private static final int MOST_LISTED = 40;
    private static final int MOST_CANDIDATES = 1000;

    private Words() {}

    /** {@code a, b, c}; a long list is cut. */
    public static String list(Collection<String> words) {
        String listed = String.join(
                ", ", words.stream().limit(MOST_LISTED).map(Words::shorten).toList());
        return words.size() <= MOST_LISTED ? listed : listed + ", …";
    }

    /** The text on one line, cut after 60 characters. */
    public static String shorten(String text) {
        String start = text.length() <= LONGEST_EXCERPT ? text : text.substring(0, LONGEST_EXCERPT - 1) + "…";
        return start.replaceAll("\\p{Cntrl}", " ");
    }

    /** The known word that was probably meant: few letters differ, whatever their case. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        if (word.length() > LONGEST_KEY) {
            return Optional.empty();
        }
        int farthest = word.length() < 9 ? 2 : 3;
        return known.stream()
                .limit(MOST_CANDIDATES)
                .filter(candidate -> Math.abs(candidate.length() - word.length()) <= farthest)
                .filter(candidate -> distance(word, candidate) <= farthest)
                // Two wrong letters out of two are no resemblance.
                .filter(candidate -> distance(word, candidate) < Math.max(word.length(), candidate.length()))
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
    }

    /** Letters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replace, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
