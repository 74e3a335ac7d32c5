package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.cli.pipeline.InputAnswers;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options of the commands that drive a pipeline. */
final class RunOptions {
    @Option(
            names = "--approve-as",
            paramLabel = "USER",
            description = "Answer gates as this user; repeat it where several have to agree."
                    + " Without it, gates are asked at the terminal.")
    private List<String> approvers = List.of();

    @Option(names = "--json", description = "Print one JSON object last, and everything else to standard error.")
    private boolean json;

    InputAnswers answers(Display display) {
        return GateAnswers.of(approvers, display);
    }

    boolean json() {
        return json;
    }

    /** Says how the run ended, and where its files are. */
    Exit report(Promote promote, PipelineSession.Ended ended) throws IOException {
        if (!promote.verbose()) {
            restOfError(ended.record().error()).forEach(promote.terminal().err()::println);
        }
        if (json) {
            promote.terminal().out().println(RunJson.of(ended));
        } else {
            PrintWriter out = promote.terminal().out();
            ended.deployments()
                    .forEach(deployment -> out.println(deployment.deployment().environment() + " "
                            + deployment.deployment().release() + ": " + deployment.result()
                            + (deployment.cause().isEmpty() ? "" : "; " + deployment.cause())));
            out.println(ended.record().result() + "; log: " + ended.directory().resolve("log.txt"));
        }
        return ended.exit();
    }

    /** The display has shown its first line, as it came. */
    private static Stream<String> restOfError(String error) {
        return error == null ? Stream.empty() : error.lines().skip(1);
    }
}
