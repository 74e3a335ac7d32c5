package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.cli.pipeline.RunRecord;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code promote resume}: goes on with a run whose process died. */
@Command(
        name = "resume",
        description = "Goes on with a run whose process died, exactly where it was.",
        footer = {"  promote resume            the newest run that did not end", "  promote resume 17"})
final class Resume implements Callable<Exit> {
    private final Promote promote;

    @Mixin
    private RunOptions options = new RunOptions();

    @Parameters(paramLabel = "RUN", arity = "0..1", description = "Its number (default: the newest unfinished one).")
    private Integer number;

    Resume(Promote promote) {
        this.promote = promote;
    }

    @Override
    public Exit call() throws Exception {
        Path run = run();
        PipelineSession.Ended ended;
        try (Display display = promote.display(options.json())) {
            ended = new PipelineSession(display, options.answers(display), deployment -> entry -> {}, promote.verbose())
                    .resume(run);
        }
        return options.report(promote, ended);
    }

    private Path run() throws IOException, BadInputException {
        Path runs = promote.state().resolve("runs");
        if (number != null && Files.exists(runs.resolve(number + "/run.json"))) {
            return runs.resolve(String.valueOf(number));
        }
        if (number != null || !Files.isDirectory(runs)) {
            throw nothing(runs, number == null ? "none" : "no run " + number);
        }
        try (Stream<Path> all = Files.list(runs)) {
            List<Path> newestFirst = all.filter(run -> Files.exists(run.resolve("run.json")))
                    .sorted(Comparator.comparingInt(Resume::number).reversed())
                    .toList();
            for (Path run : newestFirst) {
                if (RunRecord.read(run).result() == null) {
                    return run;
                }
            }
        }
        throw nothing(runs, "every run has ended");
    }

    private static int number(Path run) {
        return Integer.parseInt(run.getFileName().toString());
    }

    private static BadInputException nothing(Path runs, String found) {
        return new BadInputException(Finding.error(
                "resume", runs.toString(), "a run that did not end", found, "start one with 'promote run'"));
    }
}
