package io.jenkins.plugins.promotion.engine.health;

import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.config.Settings;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The kinds of smoke test that a promotion file can choose. */
public final class SmokeTests {

    /** A new kind is one class and one line here. */
    private static final Map<String, Factory> KINDS = new TreeMap<>(Map.of(
            "http", (settings, client, commands) -> new HttpSmokeTest(settings, client),
            "command", (settings, client, commands) -> new CommandSmokeTest(settings, commands)));

    private SmokeTests() {}

    /**
     * The smoke tests of an environment.
     *
     * @throws PromotionException with everything that is wrong with any of them
     */
    public static List<SmokeTest> of(List<Choice> choices, WebClient client, CommandRunner commands)
            throws PromotionException {
        List<SmokeTest> tests = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (Choice choice : choices) {
            try {
                tests.add(factory(choice.kind()).create(new Settings(choice, Map.of()), client, commands));
            } catch (PromotionException e) {
                findings.addAll(e.findings());
            }
        }
        if (!findings.isEmpty()) {
            throw new PromotionException(findings);
        }
        return tests;
    }

    private static Factory factory(String kind) throws PromotionException {
        Factory factory = KINDS.get(kind);
        if (factory == null) {
            throw new PromotionException(Finding.error(
                    "smoke",
                    "smoke." + kind,
                    "one of " + String.join(", ", KINDS.keySet()),
                    kind,
                    "choose a kind that exists"));
        }
        return factory;
    }

    @FunctionalInterface
    private interface Factory {
        SmokeTest create(Settings settings, WebClient client, CommandRunner commands) throws PromotionException;
    }
}
