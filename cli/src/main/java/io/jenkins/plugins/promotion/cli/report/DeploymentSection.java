package io.jenkins.plugins.promotion.cli.report;

import io.jenkins.plugins.promotion.cli.load.LoadResult;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.history.DeploymentJournal;
import io.jenkins.plugins.promotion.engine.history.DeploymentRecord;
import io.jenkins.plugins.promotion.engine.history.PhaseRecord;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.rollback.Restoration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One deployment: the drawing, and then in words what was checked, agreed, published, provisioned and brought back. */
final class DeploymentSection {
    private final Story story;
    private final Optional<LoadResult> load;

    DeploymentSection(Story story, Optional<LoadResult> load) {
        this.story = story;
        this.load = load;
    }

    private DeploymentRecord record() {
        return story.record();
    }

    void write(Html html) {
        html.in(
                "h2",
                () -> {
                    html.text(story.environment() + " ");
                    html.in("span.badge." + Words.css(record().result()), Words.of(record().result()));
                },
                "id",
                record().deployment().id());
        html.in("p.summary", summary());
        if (!record().cause().isEmpty()) {
            html.in("p.cause", () -> html.in("strong", "Why: ").text(record().cause()));
        }
        boolean stopped = record().findings().stream().anyMatch(Finding::isError);
        if (stopped) {
            new FindingList(record().findings()).write(html);
        }
        if (!record().phases().isEmpty()) {
            new DeploymentChart(story, load).write(html);
        }
        restored(html);
        html.in("div.columns", () -> {
            html.in("div", () -> phases(html));
            html.in("div", () -> {
                approvals(html);
                configuration(html);
                secrets(html);
                requests(html);
            });
        });
        if (!stopped) {
            new FindingList(record().findings()).write(html);
        }
        if (!story.incident().isEmpty()) {
            html.in("details", () -> {
                html.in("summary", "Incident report, as Markdown to copy");
                html.in("pre", story.incident());
            });
        }
    }

    private String summary() {
        return record().deployment().application() + " " + story.release()
                + (record().previous().isEmpty() ? "" : " in place of " + record().previous())
                + (record().slot().isEmpty() ? "" : ", in the " + record().slot() + " slot")
                + "; asked for by " + record().deployment().requester()
                + "; " + Words.time(story.startedAt())
                + (record().endedAt() == 0 ? "" : ", took " + Words.lasting(record().endedAt() - story.startedAt()))
                + "; deployment " + record().deployment().id();
    }

    private void restored(Html html) {
        if (record().restored().isEmpty()) {
            return;
        }
        html.in("h3", "Brought back");
        table(html, List.of("thing", "result", "where it stands"), () -> record().restored()
                .forEach(thing -> html.in("tr", () -> {
                    html.in("th", thing.name(), "scope", "row");
                    html.in(thing.isBack() ? "td.good" : "td.bad", word(thing));
                    html.in("td", thing.detail());
                })));
    }

    private static String word(Restoration thing) {
        return thing.result().name().toLowerCase(Locale.ROOT);
    }

    private void phases(Html html) {
        html.in("h3", "Phases");
        if (record().phases().isEmpty()) {
            html.in("p", "None was begun.");
            return;
        }
        table(html, List.of("phase", "took", "what came of it"), () -> record().phases()
                .forEach(phase -> html.in("tr", () -> phase(html, phase))));
    }

    private static void phase(Html html, PhaseRecord phase) {
        PhaseState state = PhaseState.of(phase);
        html.in("th", phase.name(), "scope", "row");
        html.in("td.number", state == PhaseState.OPEN ? "–" : Words.lasting(phase.endedAt() - phase.startedAt()));
        html.in("td", () -> {
            if (!state.isGood()) {
                html.in("strong.bad", state.word() + (phase.detail().isEmpty() ? "" : ": "));
            }
            html.text(phase.detail());
        });
    }

    private void approvals(Html html) {
        html.in("h3", "Approved by");
        List<JournalEntry> approvals = story.journal().stream()
                .filter(entry -> entry.kind().equals(DeploymentJournal.APPROVAL))
                .toList();
        if (record().approvals().isEmpty()) {
            html.in("p", "Nobody had to approve, or nobody did.");
            return;
        }
        table(html, List.of("who", "when", "why"), () -> distinct(approvals)
                .forEach(approval -> html.in("tr", () -> {
                    html.in("th", approval.text("who"), "scope", "row");
                    html.in("td", Words.time(approval.number("at")));
                    html.in("td", approval.text("reason"));
                })));
    }

    /** A phase that a crash cut off tells its approvals again. */
    private static List<JournalEntry> distinct(List<JournalEntry> approvals) {
        Map<String, JournalEntry> distinct = new LinkedHashMap<>();
        approvals.forEach(approval -> distinct.putIfAbsent(approval.text("text"), approval));
        return List.copyOf(distinct.values());
    }

    private void configuration(Html html) {
        if (record().configuration().isEmpty()) {
            return;
        }
        html.in("h3", "Configuration");
        html.in("p", () -> {
            html.text("Version ").in("code", record().configuration().getOrDefault("version", ""));
            html.text(", digest ")
                    .in("code", Words.fitting(record().configuration().getOrDefault("digest", ""), 17));
        });
        List<?> difference = story.last(DeploymentJournal.PLAN)
                .map(plan -> plan.data().get("difference"))
                .filter(List.class::isInstance)
                .map(List.class::cast)
                .orElse(List.of());
        if (difference.isEmpty()) {
            html.in("p", "The same as was live before.");
        } else {
            html.in("ul.difference", () -> difference.forEach(line -> html.in("li", String.valueOf(line))));
        }
    }

    private void secrets(Html html) {
        if (record().secrets().isEmpty()) {
            return;
        }
        html.in("h3", "Secrets");
        table(html, List.of("name", "version"), () -> new TreeMap<>(record().secrets())
                .forEach((name, version) -> html.in("tr", () -> {
                    html.in("th", name, "scope", "row");
                    html.in("td", () -> html.in("code", version));
                })));
    }

    private void requests(Html html) {
        load.filter(result -> result.failed() > 0).ifPresent(result -> {
            html.in("h3", "Requests that failed, over the whole run");
            table(html, List.of("why", "how many"), () -> new TreeMap<>(result.failures())
                    .forEach((why, count) -> html.in("tr", () -> {
                        html.in("th", why, "scope", "row");
                        html.in("td.number", Words.count(count));
                    })));
        });
    }

    private static void table(Html html, List<String> heads, Runnable rows) {
        html.in("table", () -> {
            html.in("thead", () -> html.in("tr", () -> heads.forEach(head -> html.in("th", head, "scope", "col"))));
            html.in("tbody", rows);
        });
    }
}
