package io.jenkins.plugins.promotion.engine.history;

import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.rollback.Restoration;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What people read after a rollback: what happened, when, what was brought back, what is left to do. Markdown. */
public final class IncidentReport {
    private final StringBuilder text = new StringBuilder();

    private IncidentReport() {}

    /** The report on a deployment that ended. */
    public static String of(DeploymentRecord record) {
        IncidentReport report = new IncidentReport();
        report.head(record);
        report.timeline(record);
        report.restored(record);
        report.findings(record);
        report.left(record);
        return report.text.toString();
    }

    private void head(DeploymentRecord record) {
        Deployment deployment = record.deployment();
        line("# " + deployment.application() + " " + deployment.release() + " in " + deployment.environment() + ": "
                + (record.result() == Result.ROLLED_BACK ? "rolled back" : "needs a person"));
        line("");
        line("| | |");
        line("| --- | --- |");
        row("deployment", deployment.id());
        row("asked for by", deployment.requester());
        row("approved", record.approvals().isEmpty() ? "not asked for" : String.join("; ", record.approvals()));
        row("release before", record.previous().isEmpty() ? "none" : record.previous());
        row("started", Instant.ofEpochMilli(deployment.startedAt()).toString());
        row("ended", Instant.ofEpochMilli(record.endedAt()).toString());
        row("took", Duration.ofMillis(record.endedAt() - deployment.startedAt()).toString());
        row("cause", record.cause());
        line("");
    }

    private void timeline(DeploymentRecord record) {
        line("## Phases");
        line("");
        line("| at | phase | ended | what came of it |");
        line("| --- | --- | --- | --- |");
        for (PhaseRecord phase : record.phases()) {
            String end = phase.endedAt() == 0
                    ? "cut off"
                    : (phase.ok() ? "done" : "failed") + " after " + (phase.endedAt() - phase.startedAt()) + " ms";
            line("| " + Instant.ofEpochMilli(phase.startedAt()) + " | " + phase.name() + " | " + end + " | "
                    + cell(phase.detail()) + " |");
        }
        line("");
    }

    private void restored(DeploymentRecord record) {
        line("## Brought back");
        line("");
        if (record.restored().isEmpty()) {
            line("Nothing was brought back.");
        }
        for (Restoration thing : record.restored()) {
            line("- " + thing.name() + ": **" + thing.result().name().toLowerCase(Locale.ROOT) + "**, "
                    + item(thing.detail()));
        }
        Map<String, Integer> live = new TreeMap<>(record.live());
        live.forEach((slot, weight) -> line("- traffic last seen by the switch: " + slot + " " + weight + " %"));
        line("");
    }

    private void findings(DeploymentRecord record) {
        if (!record.findings().isEmpty()) {
            line("## Findings of the preflight");
            line("");
            for (Finding finding : record.findings()) {
                line("- " + finding.severity() + " " + item(finding.toString()));
            }
            line("");
        }
    }

    private void left(DeploymentRecord record) {
        line("## To do");
        line("");
        if (record.result() == Result.NEEDS_A_PERSON) {
            record.restored().stream()
                    .filter(thing -> !thing.isBack())
                    .forEach(thing -> line("- bring " + thing.name() + " back by hand: " + item(thing.detail())));
            line("- then look with `promote status` whether everything is where it should be");
        }
        line("- find out why: " + item(record.cause()));
    }

    private void row(String name, String value) {
        line("| " + name + " | " + cell(value) + " |");
    }

    private static String cell(String value) {
        return plain(value).replace("|", "\\|").replace("\n", "<br>");
    }

    /** What others wrote is text, not HTML. */
    private static String plain(String value) {
        return value.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static String item(String value) {
        return plain(value).replace("\n", "<br>");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
