package io.jenkins.plugins.promotion.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.promotion.engine.history.DeploymentQuery;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code promote history}: the deployments of this application, newest first. */
@Command(
        name = "history",
        description = "Lists the deployments, newest first.",
        footer = {"  promote history --env production", "  promote history --csv > deployments.csv"})
final class History implements Callable<Exit> {
    private final Promote promote;

    @Mixin
    private Workplace workplace = new Workplace();

    @Option(
            names = {"-e", "--env"},
            paramLabel = "ENV",
            description = "Only this environment.")
    private String environment = "";

    @Option(
            names = {"-n", "--newest"},
            paramLabel = "COUNT",
            description = "At most so many (default: 50).")
    private int newest = 50;

    @ArgGroup
    private Format format = new Format();

    /** At most one of these. */
    static final class Format {
        @Option(names = "--json", description = "Print one JSON object.")
        private boolean json;

        @Option(names = "--csv", description = "Print comma-separated values with a header (RFC 4180).")
        private boolean csv;
    }

    History(Promote promote) {
        this.promote = promote;
    }

    @Override
    public Exit call() throws Exception {
        DeploymentQuery query = DeploymentQuery.of(
                        workplace.promotion(promote).file().application())
                .in(environment)
                .newest(newest);
        List<DeploymentRecord> records = workplace.host(promote).deployments().find(query);
        PrintWriter out = promote.terminal().out();
        if (format.json) {
            out.println(new ObjectMapper().writeValueAsString(Map.of("deployments", records)));
        } else if (format.csv) {
            out.print("id,environment,release,previous,result,requester,started,ended,cause\r\n");
            records.forEach(record -> out.print(csv(record)));
        } else {
            records.forEach(record -> out.println(line(record)));
            if (records.isEmpty()) {
                out.println("no deployments");
            }
        }
        return Exit.DONE;
    }

    private static String line(DeploymentRecord record) {
        String took = record.endedAt() == 0
                ? "at work"
                : Lasting.of(
                        Duration.ofMillis(record.endedAt() - record.deployment().startedAt()));
        return String.format(
                "%s  %-12s %-12s %-14s %-8s %s%s",
                Instant.ofEpochMilli(record.deployment().startedAt()),
                record.deployment().environment(),
                record.deployment().release(),
                record.result(),
                took,
                record.deployment().id(),
                record.cause().isEmpty()
                        ? ""
                        : "  " + record.cause().lines().findFirst().orElse(""));
    }

    private static String csv(DeploymentRecord record) {
        return String.join(
                        ",",
                        quoted(record.deployment().id()),
                        quoted(record.deployment().environment()),
                        quoted(record.deployment().release()),
                        quoted(record.previous()),
                        record.result().name(),
                        quoted(record.deployment().requester()),
                        Instant.ofEpochMilli(record.deployment().startedAt()).toString(),
                        record.endedAt() == 0
                                ? ""
                                : Instant.ofEpochMilli(record.endedAt()).toString(),
                        quoted(record.cause()))
                + "\r\n";
    }

    /** A text that a spreadsheet would take for a formula is marked as text. */
    private static String quoted(String text) {
        String plain = text.matches("[=+@-][\\s\\S]*") ? "'" + text : text;
        return plain.matches("[^\",\r\n]*") ? plain : "\"" + plain.replace("\"", "\"\"") + "\"";
    }
}
