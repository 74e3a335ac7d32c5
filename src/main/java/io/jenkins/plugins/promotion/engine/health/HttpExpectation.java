package io.jenkins.plugins.promotion.engine.health;

import io.jenkins.plugins.promotion.engine.config.BoundedSearch;
import io.jenkins.plugins.promotion.engine.config.Settings;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.network.WebAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an HTTP answer has to be.
 *
 * @param statuses any of them; empty means 200 to 299
 * @param contains a text in the body
 * @param matches a regular expression that is found in the body
 */
public record HttpExpectation(List<Integer> statuses, Optional<String> contains, Optional<Pattern> matches) {

    /** Some tenths of a second, for a large body. */
    private static final int MOST_READS = 50_000_000;

    public HttpExpectation {
        statuses = List.copyOf(statuses);
    }

    /** Reads {@code expect}, {@code contains} and {@code matches}. */
    public static HttpExpectation of(Settings settings) {
        return new HttpExpectation(
                settings.integers("expect"), settings.optionalText("contains"), settings.pattern("matches"));
    }

    HttpExpectation filledFor(SmokeTest.Target target) {
        return new HttpExpectation(statuses, contains.map(target::fill), matches);
    }

    /** Every way in which the answer is not as expected. */
    public List<Finding> judge(String check, String subject, WebAnswer answer) {
        if (!accepts(answer)) {
            String found = "status " + answer.status()
                    + answer.redirectsTo()
                            .map(target -> ", a redirect that is not followed")
                            .orElse("");
            return List.of(Finding.error(check, subject, expectedStatus(), found, remedy(answer)));
        }
        List<Finding> findings = new ArrayList<>();
        contains.filter(text -> !answer.text().contains(text))
                .ifPresent(text -> findings.add(body(check, subject, "a body that contains '" + text + "'", answer)));
        matches.filter(pattern -> !isFound(pattern, answer.text()))
                .ifPresent(pattern -> findings.add(body(check, subject, "a body that matches " + pattern, answer)));
        return findings;
    }

    /** False also if that could not be told in reasonable time. */
    private static boolean isFound(Pattern pattern, String text) {
        try {
            return BoundedSearch.find(pattern, text, MOST_READS);
        } catch (IllegalArgumentException tooHard) {
            return false;
        }
    }

    private boolean accepts(WebAnswer answer) {
        return statuses.isEmpty() ? answer.isSuccess() : statuses.contains(answer.status());
    }

    private static String remedy(WebAnswer answer) {
        return switch (answer.status() / 100) {
            case 3 -> "name the final address; only redirects on the same server are followed";
            case 4 -> "is the path right? does it ask for a login?";
            default -> "look into the log of that server";
        };
    }

    private static Finding body(String check, String subject, String expected, WebAnswer answer) {
        String size = answer.body().length + " bytes" + (answer.isComplete() ? "" : ", the rest was not read,");
        return Finding.error(check, subject, expected, size + " without it", "look at what it answers");
    }

    private String expectedStatus() {
        return statuses.isEmpty()
                ? "status 200 to 299"
                : "status " + statuses.stream().map(String::valueOf).collect(Collectors.joining(" or "));
    }

    @Override
    public String toString() {
        return expectedStatus()
                + contains.map(text -> " with '" + text + "'").orElse("")
                + matches.map(pattern -> " matching " + pattern).orElse("");
    }
}
