package io.jenkins.plugins.promotion.cli.report;

import io.jenkins.plugins.promotion.cli.load.LoadResult;
import io.jenkins.plugins.promotion.engine.EnvironmentStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What happened in a run, as one page of HTML that needs nothing else: no script, no other file, no network.
 *
 * @param run the run itself
 * @param stories its deployments, oldest first
 * @param status what was where when it had ended; empty if nobody looked
 * @param loads what a load on an environment's public address has seen, by environment; empty if there was none
 */
public record RunReport(Run run, List<Story> stories, List<EnvironmentStatus> status, Map<String, LoadResult> loads) {

    /**
     * A run of a pipeline.
     *
     * @param id in the host's words: {@code storefront#2}
     * @param error why the pipeline failed; empty if it did not
     * @param startedAt epoch milliseconds
     * @param endedAt epoch milliseconds; 0 while it runs
     */
    public record Run(String id, String error, long startedAt, long endedAt) {}

    public RunReport {
        stories = List.copyOf(stories);
        status = List.copyOf(status);
        loads = new LinkedHashMap<>(loads);
    }

    /** The page. */
    public String html() {
        Headline headline = new Headline(this);
        Html html = new Html();
        html.in(
                "html",
                () -> {
                    html.in("head", () -> head(html, headline));
                    html.in("body", () -> body(html, headline));
                },
                "lang",
                "en");
        return html.toString();
    }

    private static void head(Html html, Headline headline) {
        html.empty("meta", "charset", "utf-8");
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        // Nothing that a release or a person wrote can load or run anything, even if it got past the escaping.
        html.empty(
                "meta",
                "http-equiv",
                "Content-Security-Policy",
                "content",
                "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'");
        html.empty("meta", "name", "color-scheme", "content", "light dark");
        html.in("title", headline.title());
        html.style(css());
    }

    private static String css() {
        try (InputStream css = RunReport.class.getResourceAsStream("report.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the report's style sheet from this program", e);
        }
    }

    private void body(Html html, Headline headline) {
        html.in("header." + headline.css(), () -> headline.write(html));
        html.in("main", () -> {
            if (!stories.isEmpty()) {
                html.in("h2", "The run", "id", "run");
                new RunChart(this).write(html);
            }
            new StandingTable(this).write(html);
            newestFirst()
                    .forEach(story -> html.in(
                            "section.deployment",
                            () -> new DeploymentSection(story, load(story)).write(html),
                            "aria-labelledby",
                            story.record().deployment().id()));
        });
        html.in(
                "footer",
                () -> html.in(
                        "p",
                        "Run " + run.id() + ", " + Words.time(run.startedAt())
                                + (run.endedAt() == 0 ? "" : " to " + Words.time(run.endedAt()))
                                + ". Made by promote from the deployments' journals. Times are UTC. Secrets are shown by name and version"
                                + " id; their values are not in here."));
    }

    /** Where a run ended is what people come for. */
    private List<Story> newestFirst() {
        List<Story> reversed = new ArrayList<>(stories);
        Collections.reverse(reversed);
        return reversed;
    }

    private Optional<LoadResult> load(Story story) {
        return Optional.ofNullable(loads.get(story.environment()));
    }
}
