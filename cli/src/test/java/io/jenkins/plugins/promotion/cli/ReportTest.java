package io.jenkins.plugins.promotion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.promotion.engine.history.Deployment;
import io.jenkins.plugins.promotion.engine.history.DeploymentJournal;
import io.jenkins.plugins.promotion.engine.history.FileDeploymentStore;
import io.jenkins.plugins.promotion.engine.history.RecordReader;
import io.jenkins.plugins.promotion.engine.history.Result;
import io.jenkins.plugins.promotion.engine.journal.Journal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir
    private Path folder;

    @Test
    void shouldWriteThePageAboutTheNewestRun() throws Exception {
        deploy("v41", 1_000, "");
        deploy("v42", 2_000, "");

        FakeTerminal terminal = report();

        assertThat(terminal.out().strip()).isEqualTo(folder.resolve("page.html").toString());
        assertThat(folder.resolve("page.html"))
                .content()
                .contains("<h1>storefront v42 is live in production</h1>")
                .doesNotContain("v41");
    }

    @Test
    void shouldPutAllDeploymentsOfTheRunOnThePage() throws Exception {
        deploy("v41", 1_000, "storefront#1");
        deploy("v42", 2_000, "storefront#2");
        deploy("v43", 3_000, "storefront#2");

        report();

        assertThat(folder.resolve("page.html")).content().contains("v42", "v43").doesNotContain("v41");
    }

    @Test
    void shouldSayThatThereIsNoRun() {
        FakeTerminal terminal = FakeTerminal.pipe();

        assertThat(Promote.run(terminal.terminal(), "--state", folder.toString(), "report", "17"))
                .isEqualTo(Exit.BAD_INPUT.code());
        assertThat(terminal.err()).contains("expected run 17 of a pipeline, but was none");
    }

    private FakeTerminal report() {
        FakeTerminal terminal = FakeTerminal.pipe();
        int code = Promote.run(
                terminal.terminal(),
                "--state",
                folder.toString(),
                "report",
                "-o",
                folder.resolve("page.html").toString());
        assertThat(code).as(terminal.err()).isZero();
        return terminal;
    }

    private void deploy(String release, long at, String run) throws Exception {
        FileDeploymentStore store = new FileDeploymentStore(
                folder.resolve("deployments"), Clock.fixed(Instant.ofEpochMilli(at), ZoneOffset.UTC));
        Deployment deployment = Deployment.of("storefront", "production", release, run, "alice", at, new Random(at));
        try (Journal journal = store.journal(deployment, entry -> {})) {
            DeploymentJournal told = new DeploymentJournal(journal);
            told.begin(deployment);
            told.end(Result.SUCCEEDED, "");
            store.save(RecordReader.read(journal.entries()));
        }
    }
}
