package io.jenkins.plugins.promotion.cli.pipeline;

import io.jenkins.plugins.promotion.cli.pipeline.steps.BuiltInSteps;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A run in a process of its own, to be killed: prints the log, ends with the ordinal of the result. */
final class RunProcess {

    private RunProcess() {}

    /** Folder, {@code start} or {@code resume}, people who answer. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        Pipelines pipelines = new Pipelines(folder);
        List<InputAnswer> answers = Stream.of(args)
                .skip(2)
                .map(who -> InputAnswer.approve(who, "looks good"))
                .toList();
        Path credentials = folder.resolve("credentials.yaml");
        RunSpec spec = pipelines.spec();
        if (credentials.toFile().exists()) {
            spec = spec.withCredentials(credentials);
        }
        if (folder.resolve("lib").toFile().exists()) {
            spec = spec.withLibrary("lib", folder.resolve("lib"));
        }
        Host host = Host.of(BuiltInSteps.catalog().with(new GuardedStep()))
                .answering((request, given) -> answers.stream()
                        .filter(answer -> request.mayBeAnsweredBy(answer.who()))
                        .findFirst()
                        .map(CompletableFuture::completedFuture)
                        .orElseGet(CompletableFuture::new))
                .listening(new RunListener() {
                    @Override
                    public void logged(LogLine line) {
                        System.out.println(line.text());
                    }
                });
        PipelineRun run = args[1].equals("start")
                ? PipelineRun.start(spec, host)
                : PipelineRun.resume(spec.home().resolve("runs/1"), host);
        Result result = run.await();
        Optional.ofNullable(run.record().error()).ifPresent(System.out::println);
        System.exit(result.ordinal());
    }
}
