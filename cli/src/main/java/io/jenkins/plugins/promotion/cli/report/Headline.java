package io.jenkins.plugins.promotion.cli.report;

import io.jenkins.plugins.promotion.cli.load.LoadResult;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.rollback.Restoration;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** How a run ended, in words, what that means, and its few most important numbers. */
final class Headline {
    /** The worst first. */
    private static final List<Result> WORST =
            List.of(Result.NEEDS_A_PERSON, Result.ROLLED_BACK, Result.FAILED, Result.RUNNING, Result.SUCCEEDED);

    private final RunReport report;
    /** The deployment that decides; empty if the run came to none. */
    private final Optional<Story> worst;

    Headline(RunReport report) {
        this.report = report;
        this.worst = report.stories().stream()
                .min(Comparator.comparingInt(
                        story -> WORST.indexOf(story.record().result())));
    }

    private boolean runFailed() {
        return !report.run().error().isEmpty();
    }

    String css() {
        if (worst.isEmpty() || runFailed() && result() == Result.SUCCEEDED) {
            return Words.css(Result.FAILED);
        }
        return Words.css(result());
    }

    private Result result() {
        return worst.map(story -> story.record().result()).orElse(Result.FAILED);
    }

    String title() {
        if (worst.isEmpty()) {
            return "The run ended before anything was deployed";
        }
        Story story = worst.get();
        String what = story.record().deployment().application() + " " + story.release();
        return switch (result()) {
            case SUCCEEDED -> what + " is live in " + live();
            case ROLLED_BACK -> what + " was taken back from " + story.environment();
            case FAILED -> what + " did not get into " + story.environment();
            case RUNNING -> what + " is on its way to " + story.environment();
            case NEEDS_A_PERSON -> story.environment() + " needs a person";
        };
    }

    /** What that means. */
    String meaning() {
        if (worst.isEmpty()) {
            return "Nothing was changed.";
        }
        Story story = worst.get();
        String before = story.record().previous().isEmpty()
                ? ""
                : ", where " + story.record().previous() + " stays live";
        String others = live().isEmpty() ? "" : " " + story.release() + " is live in " + live() + ".";
        return switch (result()) {
            case SUCCEEDED ->
                runFailed()
                        ? "Every deployment that was begun succeeded, but the pipeline failed."
                        : "Each release was seen to answer at the public address, and stayed healthy through its soak.";
            case ROLLED_BACK ->
                "Traffic, configuration and secrets of " + story.environment()
                        + " were seen back where they were before"
                        + (story.record().previous().isEmpty()
                                ? ""
                                : ", with " + story.record().previous() + " live")
                        + ". Nobody has to do anything but find out why." + others;
            case FAILED -> "Nothing was changed in " + story.environment() + before + "." + others;
            case RUNNING -> "It has not ended, or its process is gone; 'promote resume' goes on with it." + others;
            case NEEDS_A_PERSON ->
                "Not everything is where it should be, or it cannot be seen. Below is what is where, and what to do."
                        + others;
        };
    }

    private String live() {
        return Words.list(report.stories().stream()
                .filter(story -> story.record().result() == Result.SUCCEEDED)
                .map(Story::environment)
                .distinct()
                .toList());
    }

    private String cause() {
        String cause = worst.map(story -> story.record().cause()).orElse("");
        return cause.isEmpty() ? report.run().error() : cause;
    }

    void write(Html html) {
        html.in(
                "p.badge",
                worst.isEmpty() || runFailed() && result() == Result.SUCCEEDED ? "failed" : Words.of(result()));
        html.in("h1", title());
        html.in("p.meaning", meaning());
        if (!cause().isEmpty()) {
            html.in("p.cause", () -> html.in("strong", "Why: ").text(cause()));
        }
        todo(html);
        html.in("dl.figures", () -> figures(html));
    }

    private void todo(Html html) {
        List<Restoration> left = report.stories().stream()
                .filter(story -> story.record().result() == Result.NEEDS_A_PERSON)
                .flatMap(story -> story.record().restored().stream())
                .filter(thing -> !thing.isBack())
                .toList();
        if (!left.isEmpty()) {
            html.in("h2", "To do by hand");
            html.in(
                    "ul.todo",
                    () -> left.forEach(
                            thing -> html.in("li", () -> html.in("strong", "Bring back " + thing.name() + ". ")
                                    .text("It " + thing.detail()))));
        }
    }

    private void figures(Html html) {
        long end = report.run().endedAt() == 0
                ? report.stories().stream()
                        .mapToLong(Story::endedAt)
                        .max()
                        .orElse(report.run().startedAt())
                : report.run().endedAt();
        figure(html, "took", Words.lasting(end - report.run().startedAt()), "");
        if (report.loads().isEmpty()) {
            figure(html, "deployments", Words.count(report.stories().size()), "");
            return;
        }
        figure(html, "requests sent", Words.count(sum(LoadResult::sent)), "");
        long failed = sum(LoadResult::failed);
        figure(html, "failed", Words.count(failed), failed == 0 ? "good" : "bad");
        figure(html, "slowest median", Words.latency(slowest(LoadResult.Latency::median)), "");
        figure(html, "slowest p99", Words.latency(slowest(LoadResult.Latency::p99)), "");
    }

    private static void figure(Html html, String name, String value, String css) {
        html.in("div", () -> {
            html.in("dt", name);
            html.in(css.isEmpty() ? "dd" : "dd." + css, value);
        });
    }

    private long sum(ToLongFunction<LoadResult> count) {
        return report.loads().values().stream().mapToLong(count).sum();
    }

    private Duration slowest(Function<LoadResult.Latency, Duration> latency) {
        return report.loads().values().stream()
                .map(load -> latency.apply(load.latency()))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }
}
