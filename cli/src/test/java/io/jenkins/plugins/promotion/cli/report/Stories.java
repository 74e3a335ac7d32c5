package io.jenkins.plugins.promotion.cli.report;

import io.jenkins.plugins.promotion.engine.history.DeploymentJournal;
import io.jenkins.plugins.promotion.engine.history.RecordReader;
import io.jenkins.plugins.promotion.engine.journal.JournalEntry;
import io.jenkins.plugins.promotion.engine.rollback.RollbackDriver;
import io.jenkins.plugins.promotion.engine.rollout.RolloutJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes the journal of a deployment for a test; times are milliseconds since it began. */
final class Stories {
    static final long START = 1_700_000_000_000L;

    private final List<JournalEntry> journal = new ArrayList<>();

    static Stories of(String environment, String release) {
        return new Stories()
                .tell(
                        0,
                        DeploymentJournal.BEGUN,
                        Map.of(
                                "id",
                                environment + "-1",
                                "application",
                                "storefront",
                                "environment",
                                environment,
                                "release",
                                release,
                                "run",
                                "storefront#7",
                                "requester",
                                "carol"));
    }

    /** Up to the rollout, of which blue had everything before. */
    static Stories prepared(String environment, String release) {
        return of(environment, release)
                .phase("preflight", 0, 100)
                .tell(
                        110,
                        DeploymentJournal.PLAN,
                        Map.of(
                                "digest",
                                "d1",
                                "previous",
                                "v41",
                                "slot",
                                "green",
                                "difference",
                                List.of("~ pool = 20 → 40")))
                .tell(
                        120,
                        DeploymentJournal.APPROVAL,
                        Map.of("who", "alice", "at", START + 115, "reason", "tested", "text", "alice: tested"))
                .tell(
                        130,
                        RollbackDriver.BASELINE,
                        Map.of(
                                "captured",
                                List.of(
                                        Map.of("name", "configuration", "state", Map.of("version", "c1")),
                                        Map.of(
                                                "name",
                                                "traffic",
                                                "state",
                                                Map.of("blue", "100", "green", "0", "release", "v41")))))
                .tell(140, DeploymentJournal.CONFIGURATION, Map.of("version", "c2", "digest", "abcdef"))
                .phase("secrets", 150, 200)
                .tell(200, DeploymentJournal.SECRET, Map.of("name", "db-password", "version", "s3"))
                .tell(1000, RolloutJournal.PLAN, Map.of("to", "green", "steps", List.of()));
    }

    static Story succeeded(String environment) {
        return prepared(environment, "v42")
                .apply(1100, 100)
                .tell(2000, RolloutJournal.FINISHED, Map.of("result", "SWITCHED", "blue", 0, "green", 100, "cause", ""))
                .end("SUCCEEDED", "")
                .story("");
    }

    static Story failing(String environment, String traffic, String configuration, String end) {
        return prepared(environment, "v42")
                .apply(1100, 100)
                .tell(
                        1500,
                        RolloutJournal.STATE,
                        Map.of("phase", "RETURNING", "step", 0, "cause", "green is unhealthy"))
                .apply(1510, 0)
                .tell(
                        1600,
                        RolloutJournal.FINISHED,
                        Map.of("result", "RETURNED", "blue", 100, "green", 0, "cause", "green is unhealthy"))
                .tell(1700, RollbackDriver.OUTCOME, Map.of("name", "traffic", "result", traffic, "detail", "blue 100"))
                .tell(
                        1800,
                        RollbackDriver.OUTCOME,
                        Map.of("name", "configuration", "result", configuration, "detail", "stands at c2, not at c1"))
                .end(end, "green is unhealthy")
                .story("# storefront v42 in " + environment);
    }

    Stories phase(String name, long from, long to) {
        return tell(from, DeploymentJournal.PHASE, Map.of("phase", name))
                .tell(to, DeploymentJournal.PHASE_ENDED, Map.of("phase", name, "ok", true, "detail", ""));
    }

    Stories apply(long at, int green) {
        return tell(at - 1, RolloutJournal.STATE, Map.of("phase", "SHIFTING", "step", 0, "cause", ""))
                .tell(at, RolloutJournal.APPLIED, Map.of("ok", true, "green", green, "blue", 100 - green));
    }

    Stories end(String result, String cause) {
        return tell(2100, DeploymentJournal.ENDED, Map.of("result", result, "cause", cause));
    }

    Stories tell(long at, String kind, Map<String, Object> data) {
        journal.add(new JournalEntry(journal.size() + 1L, START + at, kind, data));
        return this;
    }

    Story story(String incident) {
        return new Story(RecordReader.read(journal), journal, incident);
    }
}
