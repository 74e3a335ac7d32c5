package io.jenkins.plugins.promotion.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import groovy.lang.GroovyShell;
import groovy.lang.Script;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The conventions of the shared library: every variable is thin, documented, and called with named arguments. */
class VarsTest {
    private static final Path VARS = PromoteProcess.HOME.resolve("vars");
    private static final int MOST_LINES = 40;

    /** An argument that the script reads: {@code args.agent}. */
    private static final Pattern READ = Pattern.compile("\\bargs\\.([a-z]\\w*)");

    /** An argument that the page describes: a line that begins with its name. */
    private static final Pattern DESCRIBED = Pattern.compile("(?m)^([a-z]\\w*) {2,}\\S");

    static List<Path> variables() throws IOException {
        try (Stream<Path> files = Files.list(VARS)) {
            return files.filter(file -> file.toString().endsWith(".groovy"))
                    .sorted()
                    .toList();
        }
    }

    private static Path page(Path variable) {
        return variable.resolveSibling(name(variable) + ".txt");
    }

    private static String name(Path variable) {
        return variable.getFileName().toString().replaceFirst("\\.[a-z]+$", "");
    }

    @Test
    void shouldHoldNothingButVariablesAndTheirPages() throws IOException {
        assertThat(variables()).hasSizeGreaterThanOrEqualTo(4);
        try (Stream<Path> files = Files.list(VARS)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(variables().stream()
                            .flatMap(variable -> Stream.of(name(variable) + ".groovy", name(variable) + ".txt"))
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("variables")
    void shouldCompileAndTakeNamedArgumentsOnly(Path variable) throws IOException {
        Script script = new GroovyShell().parse(variable.toFile());
        List<Method> own = Arrays.stream(script.getClass().getDeclaredMethods())
                .filter(method -> !method.isSynthetic() && !method.getName().contains("$"))
                .filter(method -> !List.of("main", "run").contains(method.getName()))
                .toList();

        assertThat(own)
                .describedAs("one method, call: anything else belongs into a step in Java")
                .hasSize(1);
        assertThat(own.get(0).getName()).isEqualTo("call");
        assertThat(own.get(0).getParameterTypes()).containsExactly(Map.class);
        assertThat(own.get(0).getReturnType()).isEqualTo(Object.class);
    }

    @ParameterizedTest
    @MethodSource("variables")
    void shouldBeThin(Path variable) throws IOException {
        String text = Files.readString(variable);
        assertThat(text.lines()).hasSizeLessThanOrEqualTo(MOST_LINES);
        assertThat(text)
                .describedAs("what a step in Java could do, or what CPS cannot")
                .doesNotContain("@NonCPS", "import ", "new ", "class ", "try {", "catch (", "sh ", ".sort", ".collect")
                .doesNotContainPattern("\\bjava\\.|\\bhudson\\.|\\bjenkins\\.|Jenkins\\.|evaluate|@Grab");
        assertThat(text).describedAs("a sentence on the first line").startsWith("/** ");
    }

    @ParameterizedTest
    @MethodSource("variables")
    void shouldDescribeEveryArgumentThatItReadsAndNoOther(Path variable) throws IOException {
        String page = Files.readString(page(variable));
        assertThat(found(DESCRIBED, page)).isEqualTo(found(READ, Files.readString(variable)));
    }

    @ParameterizedTest
    @MethodSource("variables")
    void shouldShowACallThatCompiles(Path variable) throws IOException {
        String page = Files.readString(page(variable));
        assertThat(page.lines().findFirst().orElse("")).matches("[A-Z].{20,}");
        String example = page.lines()
                .filter(line -> line.startsWith("    "))
                .map(String::strip)
                .collect(Collectors.joining("\n"));
        assertThat(example).startsWith(name(variable));
        assertThat(new GroovyShell().parse(example)).isNotNull();
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
