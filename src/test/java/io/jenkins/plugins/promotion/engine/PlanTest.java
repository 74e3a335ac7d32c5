package io.jenkins.plugins.promotion.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.approval.ApprovalRule;
import io.jenkins.plugins.promotion.engine.approval.Names;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.config.PromotionFileLoader;
import io.jenkins.plugins.promotion.engine.traffic.Slot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Approvals are given to a plan's digest: it is another one exactly if something else is going to be done. */
class PlanTest {

    /** Of few words, so that two plans are often nearly the same. */
    @Provide
    Arbitrary<Plan> plans() {
        Arbitrary<String> words = Arbitraries.of("", "a", "b", "ab");
        Arbitrary<List<String>> lists = words.list().ofMaxSize(2);
        Arbitrary<Environment.Rollout> rollouts =
                Arbitraries.of(rollout(0), rollout(1), rollout(0, new Environment.Step(5, Duration.ofSeconds(1))));
        Arbitrary<Plan> named = Combinators.combine(words, words, words, words, words, words)
                .as((application, environment, release, live, configuration, definition) -> new Plan(
                        application,
                        environment,
                        release,
                        live,
                        Slot.BLUE,
                        configuration,
                        List.of(),
                        List.of(),
                        definition,
                        rollout(0),
                        Optional.empty()));
        return Combinators.combine(named, Arbitraries.of(Slot.class), lists, lists, rollouts, rules().optional())
                .as((plan, slot, difference, secrets, rollout, rule) -> new Plan(
                        plan.application(),
                        plan.environment(),
                        plan.release(),
                        plan.live(),
                        slot,
                        plan.configurationDigest(),
                        difference,
                        secrets,
                        plan.definition(),
                        rollout,
                        rule));
    }

    private static Arbitrary<ApprovalRule> rules() {
        Arbitrary<Set<String>> people =
                Arbitraries.of("alice", "bob", "carol").set().ofMinSize(1).ofMaxSize(3);
        return Combinators.combine(
                        Arbitraries.integers().between(1, 2),
                        people.list().ofMaxSize(2),
                        Arbitraries.of(true, false),
                        Arbitraries.of(Duration.ofHours(1), Duration.ofHours(2)))
                .as((quorum, from, notRequester, expires) ->
                        new ApprovalRule(quorum, from, notRequester, expires, Names.EXACT));
    }

    private static Environment.Rollout rollout(int soak, Environment.Step... steps) {
        return new Environment.Rollout(List.of(steps), Duration.ofSeconds(soak), Duration.ZERO, List.of());
    }

    @Property(tries = 500)
    void shouldHaveOneDigestForOneContentAndAnotherForAnother(@ForAll("plans") Plan one, @ForAll("plans") Plan two) {
        for (List<Object> parts : mixtures(one, two)) {
            Plan mixed = plan(parts);
            assertThat(mixed.digest().equals(one.digest()))
                    .isEqualTo(content(mixed).equals(content(one)));
        }
    }

    /** The first plan with each part in turn taken from the second, and the first as it is. */
    private static List<List<Object>> mixtures(Plan one, Plan two) {
        List<List<Object>> mixtures = new ArrayList<>();
        mixtures.add(parts(one));
        for (int part = 0; part < parts(one).size(); part++) {
            List<Object> mixed = new ArrayList<>(parts(one));
            mixed.set(part, parts(two).get(part));
            mixtures.add(mixed);
        }
        return mixtures;
    }

    private static List<Object> parts(Plan plan) {
        return List.of(
                plan.application(),
                plan.environment(),
                plan.release(),
                plan.live(),
                plan.slot(),
                plan.configurationDigest(),
                plan.difference(),
                plan.secrets(),
                plan.definition(),
                plan.rollout(),
                plan.approval());
    }

    @SuppressWarnings("unchecked")
    private static Plan plan(List<Object> parts) {
        return new Plan(
                (String) parts.get(0),
                (String) parts.get(1),
                (String) parts.get(2),
                (String) parts.get(3),
                (Slot) parts.get(4),
                (String) parts.get(5),
                (List<String>) parts.get(6),
                (List<String>) parts.get(7),
                (String) parts.get(8),
                (Environment.Rollout) parts.get(9),
                (Optional<ApprovalRule>) parts.get(10));
    }

    /** What the plan says; the lists of a rule of approval are the same in any order. */
    private static List<Object> content(Plan plan) {
        List<Object> content = new ArrayList<>(parts(plan).subList(0, 10));
        plan.approval().ifPresent(rule -> {
            Map<Set<String>, Integer> lists = new LinkedHashMap<>();
            rule.from().forEach(list -> lists.merge(list, 1, Integer::sum));
            content.addAll(List.of(rule.quorum(), lists, rule.notRequester(), rule.expires()));
        });
        return content;
    }

    @Property(tries = 200)
    void shouldNotCareInWhichOrderPeopleAreListed(@ForAll("plans") Plan plan, @ForAll Random random) {
        Optional<ApprovalRule> shuffled = plan.approval().map(rule -> {
            List<Set<String>> from = new ArrayList<>();
            rule.from().forEach(list -> from.add(new LinkedHashSet<>(shuffled(new ArrayList<>(list), random))));
            return new ApprovalRule(
                    rule.quorum(), shuffled(from, random), rule.notRequester(), rule.expires(), rule.names());
        });
        List<Object> parts = new ArrayList<>(parts(plan));
        parts.set(10, shuffled);

        assertThat(plan(parts).digest()).isEqualTo(plan.digest());
    }

    private static <T> List<T> shuffled(List<T> list, Random random) {
        Collections.shuffle(list, random);
        return list;
    }

    /** Key → value, and another value: whatever says how the environment is changed. */
    private static final Map<String, List<String>> DONE = Map.of(
            "url", List.of("\"http://127.0.0.1:1\"", "\"http://127.0.0.1:9\""),
            "slots",
                    List.of(
                            "{ blue: \"http://127.0.0.1:2\", green: \"http://127.0.0.1:3\" }",
                            "{ blue: \"http://127.0.0.1:3\", green: \"http://127.0.0.1:2\" }"),
            "health", List.of("{ path: /health, every: 1s }", "{ path: /health, every: 2s }"),
            "config", List.of("{ publish: { file: { path: p } } }", "{ publish: { file: { path: q } } }"),
            "secrets",
                    List.of(
                            "[{ name: a, store: { file: { path: s, keyFile: k } } }]",
                            "[{ name: a, store: { file: { path: s, keyFile: l } } }]"),
            "traffic",
                    List.of(
                            "{ script: { read: \"true\", apply: \"true\" } }",
                            "{ script: { read: \"true\", apply: \"false\" } }"),
            "rollout", List.of("{ soak: 1s, drain: 2s }", "{ soak: 2s, drain: 1s }"),
            "smoke", List.of("[{ http: { path: /, expect: 200 } }]", "[{ http: { path: /, expect: 201 } }]"));

    private static String definition(List<String> lines) throws Exception {
        String yaml = "application: shop\nenvironments:\n  production:\n"
                + String.join("\n", lines).indent(4);
        return Definition.digest(PromotionFileLoader.load("promotion.yaml", yaml.getBytes(UTF_8), Map.of())
                .environments()
                .get(0));
    }

    private static List<String> lines(String otherKey) {
        List<String> lines = new ArrayList<>();
        DONE.forEach((key, values) -> lines.add(key + ": " + values.get(key.equals(otherKey) ? 1 : 0)));
        return lines;
    }

    @Property(tries = 50)
    void shouldNotCareInWhichOrderTheFileSaysIt(@ForAll Random random) throws Exception {
        List<String> turned = lines("").stream()
                .map(line -> random.nextBoolean() ? line : turned(line))
                .toList();

        assertThat(definition(shuffled(new ArrayList<>(turned), random))).isEqualTo(definition(lines("")));
    }

    /** The same mapping with its two keys the other way round; a line without one as it is. */
    private static String turned(String line) {
        return line.replaceFirst("\\{ (\\w+: [^,{}]+), (\\w+: [^,{}]+) }", "{ $2, $1 }");
    }

    @Property
    void shouldCareAboutEverythingThatIsDone(@ForAll("doneKeys") String key) throws Exception {
        assertThat(definition(lines(key))).isNotEqualTo(definition(lines("")));
    }

    @Provide
    Arbitrary<String> doneKeys() {
        return Arbitraries.of(DONE.keySet());
    }

    @Property
    void shouldNotCareAboutWhatIsOnlyLookedAt(@ForAll("lookedAt") String line) throws Exception {
        List<String> more = new ArrayList<>(lines(""));
        more.add(line);

        assertThat(definition(more)).isEqualTo(definition(lines("")));
    }

    @Provide
    Arbitrary<String> lookedAt() {
        return Arbitraries.of("preflight: [{ tcp: \"127.0.0.1:1\" }]", "freeze: [{ cron: \"* * * * 6\" }]");
    }
}
