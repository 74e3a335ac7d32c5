package io.jenkins.plugins.promotion.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.cli.pipeline.steps.BuiltInSteps;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps of Jenkins that the command line knows. */
class StepsTest {
    private static final String SAY = "def say(x) { echo '> ' + x }\n";

    @TempDir
    private Path folder;

    private Pipelines pipelines() {
        return new Pipelines(folder);
    }

    private List<String> said(String script) {
        return said(pipelines(), script);
    }

    private List<String> said(Pipelines pipelines, String script) {
        Result result = pipelines.run(SAY + script);
        assertThat(result)
                .describedAs(() -> String.join("\n", pipelines.lines()))
                .isEqualTo(Result.SUCCESS);
        return pipelines.said();
    }

    private String error(Pipelines pipelines, String script) {
        PipelineRun run = pipelines.start(SAY + script);
        assertThat(Pipelines.end(run)).isEqualTo(Result.FAILURE);
        return run.record().error();
    }

    @Test
    void shouldRunACommandAndLogItsOutput() {
        Pipelines pipelines = pipelines();
        pipelines.run("sh 'echo one; echo two >&2'");
        assertThat(pipelines.lines()).contains("+ echo one", "one", "+ echo two", "two");
    }

    @Test
    void shouldReturnTheOutputOrTheExitCodeOfACommand() {
        assertThat(said("""
                say sh(script: 'echo out; echo err >&2', returnStdout: true).trim()
                say sh(returnStatus: true, script: 'exit 7')
                say sh(script: "printf 'a\\\\nb'", returnStdout: true)
                """)).containsExactly("out", "7", "a");
    }

    @Test
    void shouldRunAScriptWithItsOwnInterpreter() {
        assertThat(said("say sh(script: '#!/bin/cat\\nhello', returnStdout: true).contains('hello')"))
                .containsExactly("true");
    }

    @Test
    void shouldFailWithTheExitCode() {
        assertThat(error(pipelines(), "sh 'exit 2'")).startsWith("script returned exit code 2");
    }

    @Test
    void shouldStopAtTheFirstCommandThatFails() {
        Pipelines pipelines = pipelines();
        pipelines.run("sh 'false\\necho not reached'");
        assertThat(pipelines.lines()).contains("+ false").doesNotContain("not reached");
    }

    @Test
    void shouldWriteReadAndFindFilesRelativeToTheCurrentDirectory() {
        assertThat(said("""
                dir('a/b') { writeFile file: 'c/x.txt', text: "hi ${1 + 1}"; say fileExists('c/x.txt'); sh 'ls c' }
                say readFile('a/b/c/x.txt')
                say fileExists('x.txt')
                say pwd() == env.WORKSPACE
                dir('a') { say pwd().endsWith('/a') }
                """)).containsExactly("true", "hi 2", "false", "true", "true");
    }

    @Test
    void shouldNameAFileThatIsNotThere() {
        assertThat(error(pipelines(), "readFile 'nothing.txt'")).contains("readFile: expected a file", "nothing.txt");
    }

    @Test
    void shouldGiveVariablesToTheBodyOnly() {
        assertThat(said("""
                withEnv(['A=1', "B=${2}", 'PATH+X=/x']) {
                  say A; say env.B; say sh(script: 'echo $A$B', returnStdout: true).trim(); say env.PATH.startsWith('/x:')
                  withEnv(['A=3']) { say A }
                  say A
                }
                say env.A
                """)).containsExactly("1", "2", "12", "true", "3", "1", "null");
    }

    @Test
    void shouldSetAndReadTheEnvironment() {
        assertThat(said("""
                env.WHO = 'alice'
                say WHO; say env.WHO; say env['WHO']; say "${env.WHO}"; say sh(script: 'echo $WHO', returnStdout: true).trim()
                say env.BUILD_NUMBER; say JOB_NAME
                """)).containsExactly("alice", "alice", "alice", "alice", "alice", "1", "storefront");
    }

    @Test
    void shouldKnowParameters() {
        Pipelines pipelines = pipelines();
        pipelines.spec(pipelines.spec().withParameters(Map.of("RELEASE", "v42", "DRY", true)));
        assertThat(said(pipelines, "say params.RELEASE; if (params.DRY) say 'dry'; say RELEASE; say params.NONE"))
                .containsExactly("v42", "dry", "v42", "null");
    }

    @Test
    void shouldRunBranchesSideBySideAndReturnTheirValues() {
        assertThat(said("""
                def r = parallel(a: { sleep time: 50, unit: 'MILLISECONDS'; say 'a'; 1 }, b: { say 'b'; 2 })
                say r
                def branches = [:]
                ['x', 'y'].each { n -> branches[n] = { parallel(p: { echo n }, q: { sh 'true' }); n } }
                say parallel(branches)
                """)).containsExactly("b", "a", "[a:1, b:2]", "[x:x, y:y]");
    }

    @Test
    void shouldLetTheOtherBranchesEndWhenOneFails() {
        Pipelines pipelines = pipelines();
        PipelineRun run = pipelines.start(
                SAY + "parallel a: { error 'a broke' }, b: { sleep time: 30, unit: 'MILLISECONDS'; say 'b done' }");
        assertThat(Pipelines.end(run)).isEqualTo(Result.FAILURE);
        assertThat(run.record().error()).startsWith("a broke");
        assertThat(pipelines.said()).containsExactly("b done");
    }

    @Test
    void shouldStopTheOtherBranchesWhenAskedToFailFast() {
        Pipelines pipelines = pipelines();
        PipelineRun run = pipelines.start(SAY + """
                parallel failFast: true,
                  a: { sleep time: 20, unit: 'MILLISECONDS'; error 'a broke' },
                  b: { try { sleep 60 } finally { say 'b cleaned up' } }
                """);
        assertThat(Pipelines.end(run)).isEqualTo(Result.FAILURE);
        assertThat(run.record().error()).startsWith("a broke");
        assertThat(pipelines.said()).containsExactly("b cleaned up");
    }

    @Test
    void shouldRetryUntilItWorks() {
        assertThat(said("int n = 0; say retry(3) { n++; if (n < 3) error \"no $n\"; 'worked' }; say n"))
                .containsExactly("worked", "3");
        assertThat(error(pipelines(), "retry(2) { say 'try'; error 'never' }")).startsWith("never");
    }

    @Test
    void shouldStopTheBodyAtATimeout() {
        Pipelines pipelines = pipelines();
        PipelineRun run = pipelines.start(SAY + """
                try {
                  timeout(time: 50, unit: 'MILLISECONDS') { try { sh 'sleep 60' } finally { say 'cleaned up' } }
                } catch (org.jenkinsci.plugins.workflow.steps.FlowInterruptedException e) { say e.message; throw e }
                """);
        assertThat(Pipelines.end(run)).isEqualTo(Result.ABORTED);
        assertThat(pipelines.said()).containsExactly("cleaned up", "Timeout has been exceeded");
    }

    @Test
    void shouldRetryAfterATimeout() {
        assertThat(
                        said(
                                "int n = 0; retry(2) {  n++; timeout(time: 20, unit: 'MILLISECONDS') { if (n == 1) sleep 60 } }; say n"))
                .containsExactly("2");
    }

    @Test
    void shouldLeaveABodyAloneThatEndsBeforeItsTimeout() {
        assertThat(said("say timeout(1) { sh 'true'; 'in time' }")).containsExactly("in time");
    }

    @Test
    void shouldCatchAnErrorAndMakeTheResultWorse() {
        Pipelines pipelines = pipelines();
        Result result = pipelines.run(SAY + """
                catchError(buildResult: 'UNSTABLE', message: 'it broke') { error 'x' }
                say currentBuild.result; say currentBuild.currentResult
                """);
        assertThat(result).isEqualTo(Result.UNSTABLE);
        assertThat(pipelines.said()).containsExactly("UNSTABLE", "UNSTABLE");
        assertThat(pipelines.lines()).contains("it broke", "ERROR: x");
        assertThat(pipelines().run("catchError { error 'x' }\necho 'on'")).isEqualTo(Result.FAILURE);
        assertThat(pipelines().run("warnError('careful') { error 'x' }")).isEqualTo(Result.UNSTABLE);
        assertThat(pipelines().run("unstable 'careful'")).isEqualTo(Result.UNSTABLE);
        assertThat(pipelines().run("currentBuild.result = 'NOT_BUILT'")).isEqualTo(Result.NOT_BUILT);
    }

    @Test
    void shouldDescribeTheBuild() {
        PipelineRun run = pipelines()
                .start("currentBuild.description = 'v42'; currentBuild.displayName = \"#${currentBuild.number} v42\"");
        Pipelines.end(run);
        assertThat(run.record().description()).isEqualTo("v42");
        assertThat(run.record().displayName()).isEqualTo("#1 v42");
    }

    @Test
    void shouldRunVariablesMethodsResourcesAndClassesOfALibrary() {
        Pipelines pipelines = pipelines()
                .library(
                        "standard",
                        Map.of(
                                "vars/ship.groovy", """
                        import com.acme.Names
                        import groovy.transform.Field
                        @Field int shipped = 0
                        def call(Map args = [:], Closure body = null) {
                          shipped++
                          say2 "ship ${args.release ?: 'none'} ${new Names().upper('x')} $shipped"
                          if (body) { body() }
                          return shipped
                        }
                        def say2(x) { sh 'true'; echo '> ' + x }
                        def text() { libraryResource('a/text.txt') }
                        """,
                                "src/com/acme/Names.groovy",
                                        "package com.acme\nclass Names implements Serializable { String upper(s) { s.toUpperCase() } }",
                                "resources/a/text.txt", "from a resource"));
        assertThat(said(pipelines, """
                @Library('standard@v1') _
                ship release: 'v1'
                ship([:]) { say 'body' }
                say ship(release: 'v3') { say 'both' }
                say ship.text()
                ship.say2 'direct'
                """))
                .containsExactly(
                        "ship v1 X 1",
                        "ship none X 2",
                        "body",
                        "ship v3 X 3",
                        "both",
                        "3",
                        "from a resource",
                        "direct");
    }

    @Test
    void shouldNameALibraryThatIsNotConfigured() {
        assertThat(error(pipelines(), "library 'other'")).contains("library 'other'", "expected one of []");
    }

    @Test
    void shouldNameAnUnknownStepAndTheNearest() {
        assertThat(error(pipelines(), "ecko 'x'"))
                .contains("No such step 'ecko'; did you mean 'echo'? The steps are ", "withEnv");
        assertThat(error(pipelines(), "slack 'x'")).contains("No such step 'slack'. The steps are ");
    }

    @Test
    void shouldSayWhatToUseInsteadOfDeclarativePipeline() {
        assertThat(error(pipelines(), "pipeline { agent any }")).contains("Declarative", "Scripted");
    }

    @Test
    void shouldNameAWrongArgument() {
        assertThat(error(pipelines(), "sh scrip: 'x'")).contains("sh: expected only script", "did you mean 'script'?");
        assertThat(error(pipelines(), "sleep 'soon'")).contains("Jenkinsfile");
        assertThat(error(pipelines(), "retry(0) { }")).contains("retry: expected 1 or more as 'count', but was '0'");
        assertThat(error(pipelines(), "stage('x')")).contains("stage: expected a block");
        assertThat(error(pipelines(), "sleep time: 1, unit: 'WEEKS'")).contains("one of [NANOSECONDS");
    }

    @Test
    void shouldHoldALockForOneBodyAtATime() {
        assertThat(said("""
                int inside = 0; int most = 0; def branches = [:]
                4.times { n -> branches["b$n"] = { lock('db') { inside++; most = Math.max(most, inside); sh 'true'; inside-- } } }
                parallel branches
                say most
                lock(resource: 'x', variable: 'L') { say env.L }
                """)).containsExactly("1", "x");
    }

    @Test
    void shouldNotLetAnOlderRunPassAMilestoneAfterANewerOne() throws Exception {
        CompletableFuture<InputAnswer> answer = new CompletableFuture<>();
        Pipelines old = pipelines();
        old.host(Host.of(BuiltInSteps.catalog()).answering((request, given) -> answer));
        PipelineRun first = old.start("milestone 1\ninput 'go?'\nmilestone 2\necho 'passed'");
        old.waitForLine("go?"::equals);

        assertThat(pipelines().run("milestone 1\nmilestone()")).isEqualTo(Result.SUCCESS);
        answer.complete(InputAnswer.approve("alice", ""));

        assertThat(Pipelines.end(first)).isEqualTo(Result.NOT_BUILT);
        assertThat(first.record().error()).startsWith("Superseded by #2 at milestone 2");
        assertThat(old.lines()).doesNotContain("passed");
    }

    @Test
    void shouldWaitForAMilestoneThatAnotherProcessLooksAtAndStillBeStoppable() throws Exception {
        Pipelines pipelines = pipelines();
        Path file = pipelines.spec().home().resolve("milestones/storefront.json");
        Files.createDirectories(file.getParent());
        try (FileChannel other = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            other.lock();
            assertThat(pipelines.run("timeout(time: 200, unit: 'MILLISECONDS') { milestone 1 }"))
                    .isEqualTo(Result.ABORTED);
            PipelineRun waiting = pipelines.start("milestone 1\necho 'passed'");
            pipelines.waitForLine(line -> line.equals("Waiting for " + file + ", which another process has open"));
            assertThat(pipelines.lines()).doesNotContain("passed");

            other.close();

            assertThat(Pipelines.end(waiting)).isEqualTo(Result.SUCCESS);
        }
    }

    @Test
    void shouldMakeNothingOfCheckout() {
        assertThat(said("checkout scm; node('linux') { timestamps { ansiColor('xterm') { say env.NODE_NAME } } }"))
                .containsExactly("built-in");
    }

    @Test
    void shouldPrintThroughTheLog() {
        assertThat(said("println '> a'; print '> b'; printf('> %d', 3); steps.echo '> c'; [1].each { println '> d' }"))
                .containsExactly("a", "b", "3", "c", "d");
    }
}
