package io.jenkins.plugins.promotion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code ./promote}, in a clone of its own, with a Java and a Maven that only write down how they are called. */
class LauncherTest {
    private static final List<String> TOOLS = List.of(
            "sh", "cat", "find", "head", "ln", "mkdir", "mv", "readlink", "rm", "rmdir", "sed", "sleep", "stty");

    @TempDir
    private Path directory;

    private Path clone;
    private Path bin;

    @BeforeEach
    void makeClone() throws IOException {
        clone = Files.createDirectories(directory.resolve("a clone"));
        Files.copy(Path.of(System.getProperty("project.root"), "promote"), clone.resolve("promote"));
        executable(clone.resolve("promote"));
        for (String sources : List.of("src/main", "vars", "resources", "cli/src/main")) {
            Files.createDirectories(clone.resolve(sources));
        }
        Files.createFile(clone.resolve("cli/pom.xml"));

        bin = Files.createDirectories(directory.resolve("bin"));
        for (String tool : TOOLS) {
            provide(tool);
        }
        script("java", """
                case "$*" in
                  *-XshowSettings*) echo "    java.home = $JDK"; echo "    java.specification.version = ${VERSION:-17}" >&2 ;;
                  *.Promote*) while [ "${1##*.}" != Promote ]; do shift; done; shift
                     echo "pid $$ in $PWD: $*"; exit "${EXIT:-0}" ;;
                esac
                """);
        script("mvn", """
                echo built >>"$CLONE/builds"
                [ -z "${BROKEN:-}" ] || { echo "cannot find symbol"; exit 1; }
                mkdir "$CLONE/building" || echo "two at once" >>"$CLONE/builds"
                sleep 0.2
                mkdir -p "$CLONE/cli/target/promote/classes"
                : >"$CLONE/cli/target/promote/promote.jar"
                rmdir "$CLONE/building"
                """);
        Files.createDirectories(directory.resolve("jdk/bin"));
        executable(Files.createFile(directory.resolve("jdk/bin/javac")));
    }

    @Test
    void shouldBuildOnFirstUseAndThenOnlyWhenASourceIsNewer() throws Exception {
        assertThat(promote("one").output())
                .contains("building for the first time")
                .contains(": one");
        assertThat(promote("two").output()).doesNotContain("building");

        Path source = Files.createFile(clone.resolve("src/main/New.java"));
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));

        assertThat(promote("three").output()).contains("building …").contains(": three");
        assertThat(builds()).containsExactly("built", "built");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldBuildOnceWhenTwoStartAtTheSameTime(boolean flock) throws Exception {
        allow(flock);
        List<Process> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            both.add(start(List.of(), "status"));
        }

        for (Process one : both) {
            assertThat(finish(one).output()).contains(": status");
        }
        assertThat(builds()).containsExactly("built");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTakeOverTheLockOfAProcessThatIsGone(boolean flock) throws Exception {
        allow(flock);
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Path target = Files.createDirectories(clone.resolve("cli/target"));
        Files.createFile(target.resolve("promote.lock"));
        Files.createSymbolicLink(target.resolve("promote.lock.owner"), Path.of(String.valueOf(gone.pid())));

        assertThat(promote("status").exit()).isZero();
        assertThat(builds()).containsExactly("built");
    }

    @Test
    void shouldStayInTheDirectoryOfTheUser() throws Exception {
        Path elsewhere = Files.createDirectories(directory.resolve("else where"));
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), Path.of("../a clone/promote"));

        Ended ended = finish(in(elsewhere, List.of(), link.toString(), "validate", "a file.yaml"));

        assertThat(ended.output()).contains(" in " + elsewhere.toRealPath() + ": validate a file.yaml");
    }

    @Test
    void shouldBecomeTheJvmSoThatSignalsReachItAndItsExitCodePasses() throws Exception {
        Process process = start(List.of("EXIT=3"), "run");
        Ended ended = finish(process);

        assertThat(ended.output()).contains("pid " + process.pid() + " in");
        assertThat(ended.exit()).isEqualTo(3);
    }

    @Test
    void shouldSayThatMavenIsMissing() throws Exception {
        Files.delete(bin.resolve("mvn"));

        assertThat(promote("status").output())
                .isEqualTo("promote: mvn: expected Maven 3.8 or newer on your PATH, but was nothing;"
                        + " install it (Debian: apt-get install maven)\n");
    }

    @Test
    void shouldSayThatJavaIsTooOld() throws Exception {
        Ended ended = finish(start(List.of("VERSION=11"), "status"));

        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.output()).contains("expected Java 17 or newer, but was Java 11; install a JDK 17");
    }

    @Test
    void shouldSayThatJavaHomeHoldsNoJava() throws Exception {
        Ended ended = finish(start(List.of("JAVA_HOME=/nowhere"), "status"));

        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.output())
                .contains("JAVA_HOME: expected a JDK 17 or newer, but was '/nowhere' without bin/java");
    }

    @Test
    void shouldShowTheLogOfABuildThatFailsAndBuildAgainNextTime() throws Exception {
        Ended ended = finish(start(List.of("BROKEN=yes"), "status"));

        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.output()).contains("cannot find symbol").contains("expected to succeed");
        assertThat(promote("status").exit()).isZero();
    }

    /** How the script ended; the output holds both streams. */
    private record Ended(int exit, String output) {}

    private Ended promote(String... arguments) throws Exception {
        return finish(start(List.of(), arguments));
    }

    private Process start(List<String> variables, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(clone.resolve("promote").toString()));
        command.addAll(List.of(arguments));
        return in(directory, variables, command.toArray(String[]::new));
    }

    private Process in(Path workingDirectory, List<String> variables, String... command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(workingDirectory.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", bin.toString());
        builder.environment().put("CLONE", clone.toString());
        builder.environment().put("JDK", directory.resolve("jdk").toString());
        for (String variable : variables) {
            int equals = variable.indexOf('=');
            builder.environment().put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        return builder.start();
    }

    private static Ended finish(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(clone.resolve("builds"));
    }

    /** With or without flock, as some systems have none. */
    private void allow(boolean flock) throws IOException {
        if (flock) {
            provide("flock");
        }
    }

    private void provide(String tool) throws IOException {
        Path real = Stream.of("/usr/bin", "/bin")
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("this machine has no " + tool));
        script(tool, "exec " + real + " \"$@\"\n");
    }

    private void script(String name, String body) throws IOException {
        executable(Files.writeString(bin.resolve(name), "#!/bin/sh\n" + body));
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
