package io.jenkins.plugins.promotion.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.promotion.engine.config.PromotionFileLoader;
import io.jenkins.plugins.promotion.engine.config.targets.ConfigurationTargets;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import io.jenkins.plugins.promotion.engine.preflight.checks.Checks;
import io.jenkins.plugins.promotion.engine.traffic.routers.Routers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** What the documentation says can be followed: its links, its commands, its promotion files. */
class DocsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path SCHEMA = ROOT.resolve("resources/io/jenkins/plugins/promotion/promotion.schema.json");

    private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
    private static final Pattern INLINE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    @Test
    void shouldLinkToWhatIsThere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            all(LINK, FENCE.matcher(Files.readString(page)).replaceAll(""))
                    .map(link -> link.group(1))
                    .filter(link -> !link.contains("://"))
                    .filter(link -> !leads(page, link))
                    .forEach(link -> broken.add(ROOT.relativize(page) + ": " + link));
        }
        assertThat(broken).isEmpty();
    }

    private static boolean leads(Path page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        return Files.exists(target) && (parts.length == 1 || headings(target).contains(parts[1]));
    }

    /** As GitHub names them. */
    private static Set<String> headings(Path page) {
        return all(HEADING, FENCE.matcher(read(page)).replaceAll(""))
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{Alnum} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void shouldShowCommandsThatExist() throws IOException {
        List<String> wrong = new ArrayList<>();
        int lines = 0;
        for (Path page : pages()) {
            String text = Files.readString(page);
            List<String> blocks = all(FENCE, text)
                    .filter(block -> Set.of("", "sh").contains(block.group(1)))
                    .flatMap(block -> block.group(2).lines())
                    .filter(DocsTest::isCommand)
                    .toList();
            List<String> mentions = all(INLINE, FENCE.matcher(text).replaceAll(""))
                    .map(code -> code.group(1))
                    .filter(DocsTest::isCommand)
                    .toList();
            lines += blocks.size() + mentions.size();
            blocks.forEach(
                    line -> refusal(line, false).ifPresent(why -> wrong.add(ROOT.relativize(page) + ": " + why)));
            mentions.forEach(
                    line -> refusal(line, true).ifPresent(why -> wrong.add(ROOT.relativize(page) + ": " + why)));
        }
        assertThat(wrong).isEmpty();
        assertThat(lines).isGreaterThan(30);
    }

    @Test
    void shouldGiveExamplesInTheHelpThatCanBeTyped() {
        List<String> wrong = new ArrayList<>();
        examples(commandLine()).filter(DocsTest::isCommand).forEach(line -> refusal(line, false)
                .ifPresent(wrong::add));
        assertThat(wrong).isEmpty();
    }

    private static Stream<String> examples(CommandLine command) {
        Stream<String> own = Arrays.stream(
                        command.getCommandSpec().usageMessage().footer())
                .map(line -> line.strip().split(" {2,}", 2)[0]);
        return Stream.concat(own, command.getSubcommands().values().stream().flatMap(DocsTest::examples));
    }

    private static boolean isCommand(String line) {
        return line.strip().matches("(\\./)?promote [^…]*");
    }

    /** @param mention whether it only names a command, without all that the command needs */
    private static Optional<String> refusal(String line, boolean mention) {
        String command = line.strip().replaceFirst("\\s+#.*", "").replaceFirst("\\s[>|]\\s.*", "");
        String[] words = command.split("\\s+");
        try {
            commandLine().parseArgs(Arrays.copyOfRange(words, 1, words.length));
            return Optional.empty();
        } catch (MissingParameterException e) {
            return mention ? Optional.empty() : Optional.of(command + ": " + e.getMessage());
        } catch (ParameterException e) {
            return Optional.of(command + ": " + e.getMessage());
        }
    }

    private static CommandLine commandLine() {
        return Promote.commandLine(FakeTerminal.pipe().terminal());
    }

    @Test
    void shouldShowPromotionFilesThatAreValid() throws Exception {
        int files = 0;
        for (Path page : pages()) {
            List<String> whole = all(FENCE, Files.readString(page))
                    .filter(block -> block.group(1).equals("yaml"))
                    .map(block -> block.group(2))
                    .filter(yaml -> yaml.contains("\nenvironments:"))
                    .toList();
            for (String yaml : whole) {
                validate(ROOT.relativize(page).toString(), yaml);
                files++;
            }
        }
        assertThat(files).isGreaterThanOrEqualTo(2);
    }

    private static void validate(String page, String yaml) throws PromotionException {
        PromotionFileLoader.load(page, yaml.getBytes(UTF_8), Map.of());
    }

    @Test
    void shouldDescribeEverySettingThatWorks() throws IOException {
        String pages = read(ROOT.resolve("docs/team.md")) + read(ROOT.resolve("docs/traffic.md"));
        String code = Stream.concat(
                        all(FENCE, pages).map(block -> block.group(2)),
                        all(INLINE, FENCE.matcher(pages).replaceAll("")).map(mention -> mention.group(1)))
                .collect(Collectors.joining("\n"));

        Set<String> undescribed = new SchemaKeys().working();
        undescribed.removeIf(
                key -> Pattern.compile("\\b" + key + "\\b").matcher(code).find());

        assertThat(undescribed).isEmpty();
    }

    @Test
    void shouldSayWhatIsNotAvailable() throws IOException {
        String page = read(ROOT.resolve("docs/team.md"));
        String section = page.substring(page.indexOf("### Not available yet"), page.indexOf("## The Jenkinsfile"));

        Set<String> missing = new SchemaKeys().notAvailable();
        missing.removeIf(kind -> section.contains("`" + kind + "`"));

        assertThat(missing).isEmpty();
    }

    /** The keys of a promotion file, by what this version does with them. */
    private static final class SchemaKeys {
        private static final Set<String> LEFT_UNDONE =
                Set.of("settings.migrations", "settings.toggles", "settings.notify", "rollout.analysis");

        /** Choices, and which of them there are; of secret stores and smoke tests nobody else keeps a list. */
        private static final Map<String, Set<String>> KINDS = Map.of(
                "check", Checks.kinds(),
                "publish", new ConfigurationTargets(Path.of(""), Clock.systemUTC()).kinds(),
                "traffic", new Routers((command, variables, timeout) -> null).kinds(),
                "store", Set.of("file"),
                "smoke", Set.of("http", "command"));

        private final JsonNode schema = new ObjectMapper().readTree(SCHEMA.toFile());
        private final Set<String> working = new TreeSet<>();
        private final Set<String> notAvailable = new TreeSet<>();
        private final Set<String> seen = new TreeSet<>();

        SchemaKeys() throws IOException {
            walk("", schema);
        }

        Set<String> working() {
            return new TreeSet<>(working);
        }

        Set<String> notAvailable() {
            return new TreeSet<>(notAvailable);
        }

        private void walk(String name, JsonNode node) {
            String reference = node.path("$ref").asText().replace("#/$defs/", "");
            if (!reference.isEmpty() && seen.add(reference)) {
                walk(reference, schema.path("$defs").path(reference));
            }
            node.path("properties").properties().forEach(property -> {
                String key = property.getKey();
                boolean available = !LEFT_UNDONE.contains(name + "." + key)
                        && (!KINDS.containsKey(name) || KINDS.get(name).contains(key));
                if (available) {
                    working.add(key);
                    walk(key, property.getValue());
                } else {
                    notAvailable.add((name.equals("rollout") ? "rollout." : "") + key);
                }
            });
            if (node.has("items")) {
                walk(name, node.get("items"));
            }
            if (node.path("additionalProperties").isObject()) {
                walk(name, node.get("additionalProperties"));
            }
        }
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .forEach(pages::add);
        }
        return pages;
    }

    private static Stream<MatchResult> all(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
