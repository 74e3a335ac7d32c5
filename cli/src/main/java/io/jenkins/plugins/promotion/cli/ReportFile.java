package io.jenkins.plugins.promotion.cli;

import io.jenkins.plugins.promotion.cli.load.LoadResult;
import io.jenkins.plugins.promotion.cli.pipeline.RunRecord;
import io.jenkins.plugins.promotion.cli.report.RunReport;
import io.jenkins.plugins.promotion.cli.report.Story;
import io.jenkins.plugins.promotion.engine.EnvironmentStatus;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.FileDeploymentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes the page about a run. */
final class ReportFile {
    private ReportFile() {}

    /**
     * @param state where the deployments' journals are
     * @param deployments of the run, oldest first
     * @param status what is where now; empty if nobody looked
     * @param loads by environment; empty if there were none
     */
    static void write(
            Path file,
            Path state,
            RunReport.Run run,
            List<DeploymentRecord> deployments,
            List<EnvironmentStatus> status,
            Map<String, LoadResult> loads)
            throws IOException {
        FileDeploymentStore store = store(state);
        List<Story> stories = new ArrayList<>();
        for (DeploymentRecord deployment : deployments) {
            stories.add(Story.read(store, deployment));
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, new RunReport(run, stories, status, loads).html());
    }

    static FileDeploymentStore store(Path state) {
        return new FileDeploymentStore(state.resolve("deployments"), Clock.systemUTC());
    }

    static RunReport.Run run(RunRecord record) {
        return new RunReport.Run(
                record.job() + "#" + record.number(),
                record.error() == null ? "" : record.error(),
                record.startedAt(),
                record.endedAt());
    }
}
