package io.jenkins.plugins.promotion.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jenkins.plugins.promotion.cli.pipeline.steps.BuiltInSteps;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process is killed with SIGKILL while it runs a pipeline, and another goes on with it. */
@Timeout(300)
class CrashTest {
    private static final String SAY = "def say(x) { echo '> ' + x }\n";

    @TempDir
    private Path folder;

    private Process process;

    @AfterEach
    void endProcess() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldKeepTheDeadlineOfASleepAndTheValuesOfVariables() throws Exception {
        Pipelines pipelines = pipelines().library("lib", Map.of("vars/twice.groovy", """
                import groovy.transform.Field
                @Field int calls = 0
                def call(Closure body) { for (i in 1..2) { calls++; body("$calls of ${i}") } }
                """));
        long before = System.currentTimeMillis();
        killAt("now sleeping", """
                @Library('lib') _
                def seen = []
                def map = [a: 1]
                twice { it -> seen << it; if (seen.size() == 1) { echo 'now sleeping'; sleep 3 } }
                map.each { k, v -> say "$k=$v" }
                say seen
                """);
        // What is on disk in the workspace changes; the run keeps what it started with.
        Pipelines.write(folder.resolve("lib/vars/twice.groovy"), "def call(Closure body) { error 'changed' }");

        assertThat(Pipelines.end(pipelines.resume(1))).isEqualTo(Result.SUCCESS);

        assertThat(pipelines.said()).containsExactly("a=1", "[1 of 1, 2 of 2]");
        assertThat(System.currentTimeMillis() - before).isGreaterThanOrEqualTo(2900L);
    }

    @Test
    void shouldFindARunningCommandAgain() throws Exception {
        Pipelines pipelines = pipelines();
        killAt("+ echo begun", """
                def out = sh(returnStdout: true, script: '''
                    echo ran >> count
                    echo begun >&2; while [ ! -e go ]; do sleep 0.02; done
                    echo the end; echo bye >&2''')
                say out.trim()
                say readFile('count').trim()
                """);
        Files.createFile(folder.resolve("workspace/go"));

        assertThat(Pipelines.end(pipelines.resume(1))).isEqualTo(Result.SUCCESS);

        assertThat(pipelines.said()).containsExactly("the end", "ran");
        assertThat(pipelines.lines()).contains("bye");
    }

    @Test
    void shouldFailWhenACommandDiedWithTheProcess() throws Exception {
        Pipelines pipelines = pipelines();
        killAt("+ sleep 60", "try { sh 'sleep 60' } finally { say 'cleaned up' }");
        Path pid = Files.walk(folder.resolve("home/runs/1/steps"))
                .filter(file -> file.endsWith("pid"))
                .findFirst()
                .orElseThrow();
        new ProcessBuilder(
                        "sh", "-c", "kill -s KILL -- -" + Files.readString(pid).trim())
                .start()
                .waitFor();

        PipelineRun run = pipelines.resume(1);

        assertThat(Pipelines.end(run)).isEqualTo(Result.FAILURE);
        assertThat(run.record().error()).contains("is gone without one", "Jenkinsfile:2");
        assertThat(pipelines.said()).containsExactly("cleaned up");
    }

    @Test
    void shouldAskAgainAndKeepAnswersAlreadyGiven() throws Exception {
        Pipelines pipelines = pipelines();
        killAt("second?", """
                def first = input(message: 'first?', submitter: 'alice', submitterParameter: 'who')
                def second = input(message: 'second?', submitter: 'bob', submitterParameter: 'who')
                say "$first and $second"
                """, "alice");
        pipelines.host(Host.of(BuiltInSteps.catalog())
                .answering((request, given) ->
                        CompletableFuture.completedFuture(InputAnswer.approve("bob", "asked " + request.message()))));

        PipelineRun run = pipelines.resume(1);

        assertThat(Pipelines.end(run)).isEqualTo(Result.SUCCESS);
        assertThat(pipelines.said()).containsExactly("alice and bob");
        assertThat(run.inputs())
                .extracting(InputRecord::who, InputRecord::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("alice", "looks good"),
                        org.assertj.core.groups.Tuple.tuple("bob", "asked second?"));
    }

    @Test
    void shouldGoOnInEveryBranchAndEveryBlock() throws Exception {
        Pipelines pipelines = pipelines();
        killAt("all wait", """
                def result = 'none'
                lock('db') { timeout(1) { retry(2) { withEnv(['A=1']) { dir('sub') {
                  result = parallel(
                    a: { sleep 5; say "a $A"; 1 },
                    b: { sh 'while [ ! -e go ]; do sleep 0.02; done'; say pwd().endsWith('/sub'); 2 },
                    c: { parallel(d: { sleep time: 300, unit: 'MILLISECONDS'; echo 'all wait'; sleep 5; say 'd'; 3 }) })
                } } } } }
                say result
                """);
        Files.createDirectories(folder.resolve("workspace/sub"));
        Files.createFile(folder.resolve("workspace/sub/go"));

        assertThat(Pipelines.end(pipelines.resume(1))).isEqualTo(Result.SUCCESS);

        assertThat(pipelines.said()).contains("a 1", "true", "d").endsWith("[a:1, b:2, c:[d:3]]");
    }

    @Test
    void shouldGoOnInAStepOfTheHostWhereverItWas() throws Exception {
        Pipelines pipelines = pipelines().steps(new GuardedStep());
        killAt("in the body", """
                try { guarded('notes') { def before = GUARD; echo 'in the body'; sleep 5; say before == GUARD; error 'broken' } }
                catch (hudson.AbortException e) { say e.message }
                """);
        launch("resume");
        waitForOutput("undoing");
        killProcess();
        Files.createFile(folder.resolve("workspace/undo"));

        assertThat(Pipelines.end(pipelines.resume(1))).isEqualTo(Result.SUCCESS);

        assertThat(Files.readAllLines(output().toPath())).contains("body goes on", "> true");
        assertThat(pipelines.said()).containsExactly("broken");
        assertThat(Files.readAllLines(folder.resolve("workspace/notes"))).containsExactly("prepared", "undone");
    }

    @Test
    void shouldShareALockWithOtherProcessesAndWaitForItAgainAfterACrash() throws Exception {
        write("lock('db') { echo 'held'; sh 'while [ ! -e go ]; do sleep 0.02; done'; say 'first' }");
        launch("start");
        waitForOutput("held");
        CompletableFuture<InputAnswer> answer = new CompletableFuture<>();
        Pipelines second = pipelines().host(Host.of(BuiltInSteps.catalog()).answering((request, given) -> answer));
        PipelineRun holder = second.start("lock('db') { input 'go?' }");
        second.waitForLine("Waiting for the lock [db], held by storefront #1"::equals);
        waitUntilSaved();
        killProcess();
        second.waitForLine("go?"::equals);
        Files.createFile(folder.resolve("workspace/go"));
        Pipelines first = pipelines();
        PipelineRun resumed = first.resume(1);
        first.waitForLine("Waiting for the lock [db], held by storefront #2"::equals);
        // The command of the body is done, but the body must not go on.
        Thread.sleep(300);
        assertThat(first.said()).isEmpty();

        answer.complete(InputAnswer.approve("alice", ""));

        assertThat(Pipelines.end(holder)).isEqualTo(Result.SUCCESS);
        assertThat(Pipelines.end(resumed)).isEqualTo(Result.SUCCESS);
        assertThat(first.said()).containsExactly("first");
    }

    @Test
    void shouldRunEveryCommandOnceHoweverOftenTheProcessIsKilled() throws Exception {
        Pipelines pipelines = pipelines();
        write("for (i in 1..12) { sh \"echo $i >> ran; sleep 0.1\" }\nsay readFile('ran').split().join(' ')");
        String mode = "start";
        for (int kill = 0; kill < 4; kill++) {
            launch(mode);
            mode = "resume";
            // Each time at another place in the life of a step.
            waitForMoreLines("ran", 2 + kill % 2);
            Thread.sleep(17L * kill);
            killProcess();
        }

        assertThat(Pipelines.end(pipelines.resume(1))).isEqualTo(Result.SUCCESS);

        assertThat(pipelines.said())
                .containsExactly(String.join(
                        " ",
                        IntStream.rangeClosed(1, 12).mapToObj(String::valueOf).toList()));
    }

    @Test
    void shouldNotRunTwiceWhatRunsAlready() throws Exception {
        write("echo 'running'; sleep 60");
        launch("start");
        waitForOutput("running");
        assertThat(catchThrowable(
                        () -> PipelineRun.resume(folder.resolve("home/runs/1"), Host.of(BuiltInSteps.catalog()))))
                .hasMessageContaining("it is running");
    }

    private Pipelines pipelines() {
        return new Pipelines(folder);
    }

    private void write(String script) throws IOException {
        Files.createDirectories(folder.resolve("workspace"));
        Files.writeString(folder.resolve("Jenkinsfile"), SAY + script);
    }

    /** Runs the script in a process until a line is in its log and what followed is saved, and kills it there. */
    private void killAt(String line, String script, String... people) throws Exception {
        String library = script.startsWith("@Library") ? script.substring(0, script.indexOf('\n') + 1) : "";
        Files.createDirectories(folder.resolve("workspace"));
        Files.writeString(folder.resolve("Jenkinsfile"), library + SAY + script.substring(library.length()));
        launch("start", people);
        waitForOutput(line);
        waitUntilSaved();
        killProcess();
    }

    /** The state is saved after the log is written; waits until it has been still for a moment. */
    private void waitUntilSaved() throws Exception {
        Path program = folder.resolve("home/runs/1/program.dat");
        long size = -1;
        while (!Files.exists(program)
                || size != Files.getLastModifiedTime(program).toMillis()) {
            size = Files.exists(program) ? Files.getLastModifiedTime(program).toMillis() : -1;
            Thread.sleep(150);
            assertThat(process.isAlive()).describedAs("waits").isTrue();
        }
    }

    private void launch(String mode, String... people) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String opened : List.of("java.lang", "java.util", "java.io", "java.util.concurrent")) {
            command.add("--add-opens");
            command.add("java.base/" + opened + "=ALL-UNNAMED");
        }
        command.addAll(
                List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", System.getProperty("java.class.path")));
        command.add(RunProcess.class.getName());
        command.add(folder.toString());
        command.add(mode);
        command.addAll(List.of(people));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output()))
                .start();
    }

    private void killProcess() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    private File output() {
        return folder.resolve("output.txt").toFile();
    }

    private void waitForOutput(String line) throws Exception {
        for (int i = 0; i < 12_000 && process.isAlive(); i++) {
            if (output().exists() && Files.readAllLines(output().toPath()).contains(line)) {
                return;
            }
            Thread.sleep(10);
        }
        throw new AssertionError("no line '" + line + "' in " + Files.readString(output().toPath()));
    }

    private void waitForMoreLines(String name, int more) throws Exception {
        Path file = folder.resolve("workspace").resolve(name);
        int before = Files.exists(file) ? Files.readAllLines(file).size() : 0;
        for (int i = 0; i < 12_000 && process.isAlive(); i++) {
            if (Files.exists(file) && Files.readAllLines(file).size() >= before + more) {
                return;
            }
            Thread.sleep(10);
        }
    }
}
