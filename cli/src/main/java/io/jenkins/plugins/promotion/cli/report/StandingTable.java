package io.jenkins.plugins.promotion.cli.report;

import io.jenkins.plugins.promotion.cli.load.LoadResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table of environments: what is where, and what users felt. */
final class StandingTable {
    private final RunReport report;

    StandingTable(RunReport report) {
        this.report = report;
    }

    private List<Standing> rows() {
        if (!report.status().isEmpty()) {
            return report.status().stream().map(Standing::of).toList();
        }
        Map<String, Standing> last = new LinkedHashMap<>();
        report.stories().forEach(story -> last.put(story.environment(), Standing.of(story)));
        return List.copyOf(last.values());
    }

    void write(Html html) {
        if (rows().isEmpty()) {
            return;
        }
        boolean loaded = !report.loads().isEmpty();
        html.in("h2", report.status().isEmpty() ? "What is where, as the run left it" : "What is where", "id", "where");
        html.in(
                "div.wide",
                () -> html.in("table", () -> {
                    html.in(
                            "thead",
                            () -> html.in("tr", () -> {
                                for (String name :
                                        List.of("environment", "live", "blue", "green", "traffic", "deployment")) {
                                    html.in("th", name, "scope", "col");
                                }
                                if (loaded) {
                                    for (String name : List.of("requests", "failed", "median", "p99")) {
                                        html.in("th.number", name, "scope", "col");
                                    }
                                }
                            }));
                    html.in("tbody", () -> rows().forEach(row -> html.in("tr", () -> row(html, row, loaded))));
                }),
                "role",
                "region",
                "aria-labelledby",
                "where",
                "tabindex",
                0);
    }

    private void row(Html html, Standing row, boolean loaded) {
        html.in("th", row.environment(), "scope", "row");
        html.in("td", () -> html.in("strong", row.live()));
        html.in("td", row.blue());
        html.in("td", row.green());
        html.in("td", row.traffic());
        Optional<Story> story = report.stories().stream()
                .filter(other -> other.environment().equals(row.environment()))
                .reduce((earlier, later) -> later);
        html.in(
                "td",
                () -> story.ifPresentOrElse(
                        last -> html.in(
                                "a." + Words.css(last.record().result()),
                                last.release() + " " + Words.of(last.record().result()),
                                "href",
                                "#" + last.record().deployment().id()),
                        () -> html.text("none in this run")));
        if (loaded) {
            Optional.ofNullable(report.loads().get(row.environment())).ifPresent(load -> load(html, load));
        }
    }

    private static void load(Html html, LoadResult load) {
        html.in("td.number", Words.count(load.sent()));
        html.in(load.failed() == 0 ? "td.number.good" : "td.number.bad", Words.count(load.failed()));
        html.in("td.number", Words.latency(load.latency().median()));
        html.in("td.number", Words.latency(load.latency().p99()));
    }
}
