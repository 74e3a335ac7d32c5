package io.jenkins.plugins.promotion.engine.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Reads a {@code promotion.yaml}: YAML, variables, defaults, JSON Schema, rules; reports all that is wrong at once. */
public final class PromotionFileLoader {
    /** The JSON Schema of the file, on the class path; also what editors use. */
    public static final String SCHEMA = "/io/jenkins/plugins/promotion/promotion.schema.json";

    private static final String CHECK = "promotion file";
    private static final String ENVIRONMENTS = "environments";
    private static final Set<String> CHOICES = Set.of("traffic", "publish");
    /** Values once the defaults stand under every environment. */
    private static final long MOST_VALUES = 100_000;

    private final String name;
    private final List<Problem> problems = new ArrayList<>();

    private PromotionFileLoader(String name) {
        this.name = name;
    }

    /**
     * The file's content, valid and complete.
     *
     * @param name of the file, as messages show it
     * @param yaml its bytes, UTF-8
     * @param variables that {@code ${NAME}} stands for; their values appear in no message
     * @throws PromotionException with every error; each subject starts {@code file:line:column}
     */
    public static PromotionFile load(String name, byte[] yaml, Map<String, String> variables)
            throws PromotionException {
        return new PromotionFileLoader(name).load(yaml, variables);
    }

    /**
     * What the file asks for and nobody here carries out, as warnings: valid, but no deployment could begin with it.
     *
     * @param kinds what can be chosen here: where in an environment, such as {@code secrets.*.store} → kinds
     * @throws PromotionException as {@link #load}
     */
    public static List<Finding> unavailable(
            String name, byte[] yaml, Map<String, String> variables, Map<String, Set<String>> kinds)
            throws PromotionException {
        List<Problem> unavailable = new ArrayList<>();
        eachEnvironment(
                new PromotionFileLoader(name).document(yaml, variables),
                (key, settings) -> unavailable.addAll(Unavailable.in(settings, ENVIRONMENTS + "." + key, kinds)));
        return Problem.findings(CHECK, unavailable).stream()
                .map(found -> Finding.warning(CHECK, found.subject(), found.expected(), found.butWas(), found.remedy()))
                .toList();
    }

    private PromotionFile load(byte[] yaml, Map<String, String> variables) throws PromotionException {
        return promotionFile(document(yaml, variables).toJson());
    }

    /** The valid file, with the defaults under every environment. */
    private Located.Mapping document(byte[] yaml, Map<String, String> variables) throws PromotionException {
        Optional<Located.Mapping> written = YamlReader.readMapping(yaml, name, problems);
        if (written.isEmpty()) {
            throw new PromotionException(Problem.findings(CHECK, problems));
        }
        Located.Mapping resolved = new Placeholders(variables, problems).resolve(written.get(), "");
        Located.Mapping document = underDefaults(resolved);
        addUnlessKnown(contract().violations(document));
        List<Problem> broken = new ArrayList<>();
        eachEnvironment(
                document,
                (key, settings) -> broken.addAll(EnvironmentRules.violations(settings, ENVIRONMENTS + "." + key)));
        addUnlessKnown(broken);
        Problem.throwIfAny(CHECK, problems);
        return document;
    }

    /** What else is wrong with a value that is wrong already is noise. */
    private void addUnlessKnown(List<Problem> found) {
        Set<Origin> known = problems.stream().map(Problem::origin).collect(Collectors.toSet());
        found.stream().filter(problem -> !known.contains(problem.origin())).forEach(problems::add);
    }

    private Located.Mapping underDefaults(Located.Mapping file) throws PromotionException {
        if (!(file.get("defaults") instanceof Located.Mapping defaults)
                || !(file.get(ENVIRONMENTS) instanceof Located.Mapping environments)) {
            return file;
        }
        if (defaults.size() * environments.members().size() + environments.size() > MOST_VALUES) {
            problems.add(new Problem(
                    defaults.origin(),
                    "defaults",
                    "at most " + MOST_VALUES + " values in all environments",
                    "more, once the defaults stand under each",
                    "make the defaults smaller"));
            throw new PromotionException(Problem.findings(CHECK, problems));
        }
        Map<String, Located.Member> merged = new LinkedHashMap<>();
        environments.members().forEach((key, member) -> merged.put(key, underDefaults(defaults, member)));
        Located.Member all = new Located.Member(
                file.members().get(ENVIRONMENTS).key(), new Located.Mapping(environments.origin(), merged));
        return file.with(ENVIRONMENTS, all);
    }

    private static Located.Member underDefaults(Located.Mapping defaults, Located.Member environment) {
        if (environment.value() instanceof Located.Mapping settings) {
            return new Located.Member(environment.key(), defaults.under(settings, CHOICES));
        }
        boolean empty = environment.value() instanceof Located.Scalar scalar
                && scalar.value().isNull();
        return empty
                ? new Located.Member(
                        environment.key(),
                        new Located.Mapping(environment.value().origin(), defaults.members()))
                : environment;
    }

    private static void eachEnvironment(Located.Mapping document, BiConsumer<String, Located.Mapping> action) {
        if (document.get(ENVIRONMENTS) instanceof Located.Mapping environments) {
            environments.members().forEach((key, member) -> {
                if (member.value() instanceof Located.Mapping settings) {
                    action.accept(key, settings);
                }
            });
        }
    }

    private PromotionFile promotionFile(ObjectNode json) {
        json.remove("defaults");
        JsonNode environments = json.get(ENVIRONMENTS);
        environments.forEach(settings -> EnvironmentReader.complete((ObjectNode) settings));
        contract().fillDefaults(json);
        List<Environment> ordered = new ArrayList<>();
        environments
                .properties()
                .forEach(
                        entry -> ordered.add(EnvironmentReader.read(entry.getKey(), ordered.size(), entry.getValue())));
        return new PromotionFile(json.get("application").textValue(), ordered);
    }

    private static Contract contract() {
        return Schema.CONTRACT;
    }

    /** Read on first use: the command line's help needs no schema. */
    private static final class Schema {
        static final Contract CONTRACT = read();

        private static Contract read() {
            try (InputStream in = PromotionFileLoader.class.getResourceAsStream(SCHEMA)) {
                return Contract.ours(new ObjectMapper().readTree(in));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
