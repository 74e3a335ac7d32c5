package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.cli.pipeline.RunRecord;
import io.jenkins.plugins.promotion.cli.report.RunReport;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code promote report}: the page about a run, from what its deployments' journals say. */
@Command(
        name = "report",
        description = "Writes a page about a run: its phases, the traffic, what was checked, agreed and brought back.",
        footer = {"  promote report                    the newest run", "  promote report 17 -o run-17.html"})
final class Report implements Callable<Exit> {
    private final Promote promote;

    @Parameters(paramLabel = "RUN", arity = "0..1", description = "Its number (default: the newest).")
    private Integer number;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write it (default: report.html).")
    private Path file = Path.of("report.html");

    Report(Promote promote) {
        this.promote = promote;
    }

    @Override
    public Exit call() throws Exception {
        List<DeploymentRecord> deployments = new ArrayList<>();
        RunReport.Run run = run(deployments);
        Path written = promote.resolve(file);
        ReportFile.write(written, promote.state(), run, deployments, List.of(), Map.of());
        promote.terminal().out().println(written);
        return Exit.DONE;
    }

    private RunReport.Run run(List<DeploymentRecord> deployments) throws IOException, BadInputException {
        if (number != null) {
            RunReport.Run run = recorded(number).orElseThrow(() -> nothing("run " + number));
            deployments.addAll(of(run.id()));
            return run;
        }
        DeploymentRecord newest = ReportFile.store(promote.state())
                .find(DeploymentQuery.of("").newest(1))
                .stream()
                .findFirst()
                .orElseThrow(() -> nothing("a run"));
        String id = newest.deployment().run();
        deployments.addAll(id.isEmpty() ? List.of(newest) : of(id));
        String digits = id.substring(id.lastIndexOf('#') + 1);
        Optional<RunReport.Run> recorded =
                digits.matches("[0-9]{1,9}") ? recorded(Integer.parseInt(digits)) : Optional.empty();
        // A rollback from the command line is a deployment without a pipeline.
        return recorded.filter(run -> run.id().equals(id))
                .orElse(new RunReport.Run(
                        id.isEmpty() ? newest.deployment().id() : id,
                        "",
                        deployments.get(0).deployment().startedAt(),
                        newest.endedAt()));
    }

    private Optional<RunReport.Run> recorded(int run) throws IOException {
        Path directory = promote.state().resolve("runs").resolve(String.valueOf(run));
        return Files.exists(directory.resolve("run.json"))
                ? Optional.of(ReportFile.run(RunRecord.read(directory)))
                : Optional.empty();
    }

    private List<DeploymentRecord> of(String run) throws IOException {
        List<DeploymentRecord> newestFirst = new ArrayList<>(
                ReportFile.store(promote.state()).find(DeploymentQuery.of("").by(run)));
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    private BadInputException nothing(String expected) {
        return new BadInputException(Finding.error(
                "report",
                promote.state().toString(),
                expected + " of a pipeline",
                "none",
                "name the directory with --state, or look at 'promote history'"));
    }
}
