package io.jenkins.plugins.promotion.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jenkins.plugins.promotion.cli.pipeline.steps.BuiltInSteps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starting, aborting, asking, listening: what a host does with a run. */
@Timeout(300)
class PipelineRunTest {
    @TempDir
    private Path folder;

    private Pipelines pipelines() {
        return new Pipelines(folder);
    }

    @Test
    void shouldStopEverythingAndCleanUpWhenAborted() {
        Pipelines pipelines = pipelines();
        pipelines.host(Host.of(BuiltInSteps.catalog()).answering((request, given) -> new CompletableFuture<>()));
        PipelineRun run = pipelines.start("""
                try {
                  catchError { retry(3) { echo '> try'; parallel(
                    failed: { error 'before' },
                    a: { try { sh 'echo ready; sleep 60' } finally { echo '> a ends' } },
                    b: { try { sleep 60 } finally { sh 'true'; echo '> b ends' } },
                    c: { try { input 'go on?' } finally { echo '> c ends' } }) } }
                  echo '> not reached'
                } catch (InterruptedException e) { echo '> ' + e.message; throw e }
                """);
        pipelines.waitForLine("ready"::equals);
        run.abort("bob");
        assertThat(Pipelines.end(run)).isEqualTo(Result.ABORTED);
        assertThat(pipelines.said())
                .startsWith("try")
                .containsExactlyInAnyOrder("try", "a ends", "b ends", "c ends", "Aborted by bob");
        assertThat(run.record().error()).startsWith("Aborted by bob");
    }

    @Test
    void shouldKillACommandThatIgnoresTheSignal() {
        Pipelines pipelines = pipelines();
        PipelineRun run = pipelines.start("sh \"trap '' TERM; echo ready; sleep 60; sleep 60\"");
        pipelines.waitForLine("ready"::equals);
        long before = System.currentTimeMillis();
        run.abort("bob");
        assertThat(Pipelines.end(run)).isEqualTo(Result.ABORTED);
        assertThat(System.currentTimeMillis() - before).isLessThan(20_000);
    }

    @Test
    void shouldAbortWhatAFinallyBlockWaitsForWhenAskedAgain() {
        Pipelines pipelines = pipelines();
        PipelineRun run = pipelines.start("try { echo 'in try'; sleep 60 } finally { echo 'in finally'; sleep 60 }");
        pipelines.waitForLine("in try"::equals);
        run.abort("bob");
        pipelines.waitForLine("in finally"::equals);
        run.abort("bob");
        assertThat(Pipelines.end(run)).isEqualTo(Result.ABORTED);
    }

    @Test
    void shouldReturnWhatPeopleAnsweredAndRecordIt() {
        Pipelines pipelines = pipelines();
        pipelines.host(Host.of(BuiltInSteps.catalog())
                .answering(InputAnswers.preset(List.of(
                        InputAnswer.approve("alice", "tested").with("TAG", "v2"), InputAnswer.approve("bob", "ok")))));
        PipelineRun run = pipelines.start("""
                echo '> ' + input(message: 'Deploy?', id: 'gate', ok: 'Yes', submitterParameter: 'BY',
                    parameters: [string(name: 'TAG', defaultValue: 'v1'), choice(name: 'C', choices: ['x', 'y']),
                                 booleanParam(name: 'B', defaultValue: true), text(name: 'T', defaultValue: '')])
                echo '> ' + input('Sure?')
                echo '> ' + input(message: 'One?', parameters: [string(name: 'N', defaultValue: '1')])
                echo '> ' + input(message: 'Who?', submitter: 'bob, carol', submitterParameter: 'W')
                """);
        assertThat(Pipelines.end(run)).isEqualTo(Result.SUCCESS);
        assertThat(pipelines.said()).containsExactly("[TAG:v2, C:x, B:true, T:, BY:alice]", "null", "1", "bob");
        assertThat(run.inputs()).hasSize(4);
        InputRecord record = run.inputs().get(0);
        assertThat(record)
                .extracting(
                        InputRecord::id,
                        InputRecord::message,
                        InputRecord::who,
                        InputRecord::reason,
                        InputRecord::approved)
                .containsExactly("gate", "Deploy?", "alice", "tested", true);
        assertThat(record.parameters()).containsEntry("TAG", "v2").containsEntry("B", true);
        assertThat(record.at()).isBetween(run.startedAt(), System.currentTimeMillis());
        assertThat(run.directory().resolve("inputs.jsonl")).isRegularFile();
    }

    @Test
    void shouldEndAsAbortedWhenSomebodyRejects() {
        Pipelines pipelines = pipelines();
        pipelines.host(Host.of(BuiltInSteps.catalog())
                .answering(InputAnswers.preset(List.of(InputAnswer.reject("bob", "too risky")))));
        PipelineRun run = pipelines.start("input 'Deploy?'");
        assertThat(Pipelines.end(run)).isEqualTo(Result.ABORTED);
        assertThat(run.record().error()).startsWith("Rejected by bob: too risky");
        assertThat(run.inputs()).extracting(InputRecord::approved).containsExactly(false);
    }

    @Test
    void shouldFailWhenNobodyMayAnswer() {
        PipelineRun run = pipelines().start("input message: 'Deploy?', submitter: 'carol'");
        assertThat(Pipelines.end(run)).isEqualTo(Result.FAILURE);
        assertThat(run.record().error()).contains("expected an answer of carol");
    }

    @Test
    void shouldTellAListenerWhatHappensWhere() {
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        PipelineRun run = startListening("""
                stage('Build') { sh 'echo hi' }
                parallel(x: { stage('Test') { warnError('w') { error 'e' } } })
                """, new RunListener() {
            @Override
            public void stageStarted(String stage, String branch) {
                events.add("start " + stage + "@" + branch);
            }

            @Override
            public void stageEnded(String stage, String branch, Result result, Duration took) {
                events.add("end " + stage + " " + result);
            }

            @Override
            public void stepStarted(StepEvent step) {
                if (step.step().equals("sh")) {
                    events.add("sh in " + step.stage());
                }
            }

            @Override
            public void logged(LogLine line) {
                if (line.text().equals("hi")) {
                    events.add("hi in " + line.stage());
                }
            }
        });
        assertThat(Pipelines.end(run)).isEqualTo(Result.UNSTABLE);
        assertThat(events)
                .containsExactly(
                        "start Build@",
                        "sh in Build",
                        "hi in Build",
                        "end Build SUCCESS",
                        "start Test@x",
                        "end Test UNSTABLE");
    }

    private PipelineRun startListening(String script, RunListener listener) {
        Pipelines.write(folder.resolve("Jenkinsfile"), script);
        try {
            Files.createDirectories(folder.resolve("workspace"));
            return PipelineRun.start(
                    pipelines().spec(), Host.of(BuiltInSteps.catalog()).listening(listener));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldStampEveryLineOfTheLog() throws Exception {
        PipelineRun run = pipelines().start("parallel a: { echo 'one\\ntwo' }");
        Pipelines.end(run);
        assertThat(Files.readAllLines(run.directory().resolve("log.txt")))
                .allMatch(line -> line.matches("\\[\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z] .*"))
                .anyMatch(line -> line.endsWith("] [a] two"));
    }

    @Test
    void shouldNumberRunsAndRememberThem() throws Exception {
        PipelineRun first = pipelines().start("echo 'x'");
        Pipelines.end(first);
        PipelineRun second = pipelines().start("error 'x'");
        Pipelines.end(second);
        assertThat(first.number()).isEqualTo(1);
        assertThat(second.number()).isEqualTo(2);
        RunRecord read = RunRecord.read(second.directory());
        assertThat(read.result()).isEqualTo(Result.FAILURE);
        assertThat(read.job()).isEqualTo("storefront");
        assertThat(second.directory().resolve("program.dat")).doesNotExist();
        assertThat(catchThrowable(() -> pipelines().resume(2))).hasStackTraceContaining("it has ended: FAILURE");
    }

    @Test
    void shouldFailTheStepWhenAVariableCannotBeSaved() {
        PipelineRun run = pipelines().start("\ndef m = (~/a/).matcher('a')\nsleep 1\necho m.toString()");
        assertThat(Pipelines.end(run)).isEqualTo(Result.FAILURE);
        assertThat(run.record().error())
                .startsWith("a variable holds a java.util.regex.Matcher while the pipeline waits")
                .contains("Jenkinsfile:3");
    }

    @Test
    void shouldEndItsProcessesWhenTheStateCannotBeSaved() throws Exception {
        Pipelines pipelines = pipelines();
        PipelineRun run = pipelines.start("""
                parallel a: { sh 'echo ready; sleep 60' },
                         b: { sh 'while [ ! -e go ]; do sleep 0.02; done; mkdir "$WORKSPACE/../home/runs/1/program.dat.next"' }
                """);
        pipelines.waitForLine("ready"::equals);
        Files.createFile(run.workspace().resolve("go"));
        assertThat(Pipelines.end(run)).isEqualTo(Result.FAILURE);
        assertThat(run.record().error()).startsWith("cannot save the run's state");
        try (Stream<Path> files = Files.walk(run.directory())) {
            for (Path pid : files.filter(file -> file.endsWith("pid")).toList()) {
                ProcessHandle.of(Long.parseLong(Files.readString(pid).trim()))
                        .ifPresent(process ->
                                process.onExit().orTimeout(60, TimeUnit.SECONDS).join());
            }
        }
    }

    @Test
    void shouldHoldNoThreadWhileManyBranchesWait() {
        Pipelines pipelines = pipelines();
        PipelineRun run = pipelines.start("""
                def b = [:]
                200.times { n -> b["b$n"] = { sleep 60 } }
                b['last'] = { echo 'all started'; sleep 60 }
                parallel b
                """);
        pipelines.waitForLine("all started"::equals);
        long threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("pipeline-"))
                .count();
        run.abort("bob");
        assertThat(Pipelines.end(run)).isEqualTo(Result.ABORTED);
        assertThat(threads).isLessThanOrEqualTo(3);
    }

    @Test
    void shouldRunStepsOfTheHost() {
        Pipelines pipelines = pipelines();
        pipelines.host(Host.of(BuiltInSteps.catalog()
                        .with(
                                Step.immediate(
                                        "greet",
                                        List.of("who"),
                                        (context, arguments) ->
                                                context.service(String.class) + " " + arguments.text("who")),
                                Step.background("slow", List.of("values"), (context, arguments) -> {
                                    context.log("working");
                                    return Map.of(
                                            "sum",
                                            IntStream.range(
                                                            0,
                                                            arguments
                                                                    .list("values")
                                                                    .size())
                                                    .sum());
                                }),
                                Step.background("broken", List.of(), (context, arguments) -> {
                                    throw new IllegalStateException("no luck");
                                })))
                .serving(String.class, "hello"));
        PipelineRun run = pipelines.start("""
                echo '> ' + greet(who: "alice ${1}")
                echo '> ' + greet('bob')
                echo '> ' + slow([1, 2, 3]).sum
                try { broken() } catch (IllegalStateException e) { echo '> ' + e.message }
                """);
        assertThat(Pipelines.end(run)).isEqualTo(Result.SUCCESS);
        assertThat(pipelines.said()).containsExactly("hello alice 1", "hello bob", "3", "no luck");
        assertThat(pipelines.lines()).contains("working");
    }

    @Test
    void shouldWithdrawAQuestionThatTimesOut() {
        CompletableFuture<InputAnswer> answer = new CompletableFuture<>();
        Pipelines pipelines = pipelines();
        pipelines.host(Host.of(BuiltInSteps.catalog()).answering((request, given) -> answer));
        assertThat(pipelines.run("timeout(time: 20, unit: 'MILLISECONDS') { input 'go?' }"))
                .isEqualTo(Result.ABORTED);
        assertThat(answer).isCancelled();
    }
}
