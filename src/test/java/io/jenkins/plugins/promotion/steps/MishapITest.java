package io.jenkins.plugins.promotion.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.Util;
import hudson.model.ItemGroup;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.promotion.TwoSlots;
import io.jenkins.plugins.promotion.history.DeploymentSummary;
import io.jenkins.plugins.promotion.history.DeploymentsAction;
import io.jenkins.plugins.promotion.host.EnvironmentHolders;
import io.jenkins.plugins.promotion.host.IndexRebuild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jenkins.security.MasterToSlaveCallable;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.springframework.security.core.Authentication;

/** An agent dies, a disk is full, a provider is busy: the error says so, and nothing stays half-way. */
@WithJenkins
class MishapITest {
    private static final String ROLLOUT =
            "rollout: { canary: [{ weight: 20, for: 300ms }, { weight: 50, for: 300ms }] }\n";

    /** In bytes. */
    private static final long LONGEST_OTHER_FILE = 80_000;

    private final TwoSlots world = new TwoSlots().live("v1");
    private JenkinsRule jenkins;

    @BeforeEach
    void start(JenkinsRule rule) {
        jenkins = rule;
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private WorkflowRun start(String node, String promotionFile) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "storefront");
        // Every flow node at once would be more than the limited disk takes.
        job.addProperty(new DurabilityHintJobProperty(FlowDurabilityHint.PERFORMANCE_OPTIMIZED));
        job.setDefinition(definition(node, promotionFile));
        return job.scheduleBuild2(0).waitForStart();
    }

    private CpsFlowDefinition definition(String node, String promotionFile) throws Exception {
        return new CpsFlowDefinition("""
                node('%s') {
                  writeFile file: 'promotion.yaml', text: '''%s'''
                  preflightCheck environment: 'production', release: 'v2'
                  autoRollback(environment: 'production', release: 'v2') {
                    sh '%s'
                    blueGreenSwitch environment: 'production', release: 'v2'
                  }
                }
                """.formatted(node, promotionFile, world.deployCommand()), true);
    }

    private static List<String> results(WorkflowRun run) {
        return run.getAction(DeploymentsAction.class).getDeployments().stream()
                .map(DeploymentSummary::getResult)
                .toList();
    }

    private static void kill(DumbSlave agent) throws Exception {
        ProcessHandle.of(agent.getChannel().call(new ProcessId())).orElseThrow().destroyForcibly();
        TwoSlots.await(() -> agent.toComputer().isOffline(), "an agent that is gone");
    }

    private static final class ProcessId extends MasterToSlaveCallable<Long, IOException> {
        private static final long serialVersionUID = 1L;

        @Override
        public Long call() {
            return ProcessHandle.current().pid();
        }
    }

    @Test
    void shouldSayThatTheAgentWasLostInACheck() throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave();
        world.holdAt("check", false);
        WorkflowRun run = start(
                agent.getNodeName(),
                world.promotionFile(
                        "preflight: [{ http: { url: \"%s\", timeout: 5m } }]\n".formatted(world.address("check"))));
        TwoSlots.await(world::isReached, "a check");
        kill(agent);
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("look at the agent", run);
        assertThat(world.splits()).isEmpty();
        assertThat(results(run)).containsExactly("FAILED");
    }

    @Test
    void shouldWaitForTheAgentThatWasLostWhileTrafficMovedAndGoOn() throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave();
        world.holdAt("put 50/50", false);
        WorkflowRun run = start(agent.getNodeName(), world.promotionFile(ROLLOUT));
        TwoSlots.await(world::isReached, "half of the traffic");
        kill(agent);
        world.letGo();
        jenkins.waitForMessage("waiting for the agent to come back", run);
        jenkins.waitOnline(agent);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        assertThat(world.split()).isEqualTo("0/100");
        assertThat(results(run)).containsExactly("SUCCEEDED");
    }

    @Test
    void shouldSayWhereTheTrafficIsWhenNobodyWantsToWaitForTheAgent() throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave();
        world.holdAt("probe 80/20", false);
        WorkflowRun run = start(agent.getNodeName(), world.promotionFile(ROLLOUT));
        TwoSlots.await(world::isReached, "a canary");
        kill(agent);
        world.letGo();
        jenkins.waitForMessage("waiting for the agent to come back", run);
        run.doStop();
        TwoSlots.await(() -> status(run).contains("waiting"), "a step that waits");
        while (run.isBuilding()) {
            // Not patient.
            run.doStop();
            Thread.sleep(500);
        }
        jenkins.assertBuildStatus(Result.ABORTED, run);
        assertThat(world.split()).isEqualTo("80/20");
        jenkins.assertLogContains("the router did not take the traffic back", run);
        jenkins.waitUntilNoActivity();
        assertThat(results(run)).containsExactly("NEEDS_A_PERSON");
    }

    @Test
    void shouldNotWaitForAnAgentThatWasRemoved() throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave();
        world.holdAt("probe 80/20", false);
        WorkflowRun run = start(agent.getNodeName(), world.promotionFile(ROLLOUT));
        TwoSlots.await(world::isReached, "a canary");
        kill(agent);
        jenkins.jenkins.removeNode(agent);
        world.letGo();

        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));

        jenkins.assertLogContains("the agent is no longer known to Jenkins", run);
        jenkins.assertLogContains("the router did not take the traffic back", run);
        assertThat(results(run)).containsExactly("NEEDS_A_PERSON");
    }

    private static String status(WorkflowRun run) {
        try {
            return run.getExecution().getCurrentExecutions(true).get().get(0).getStatus();
        } catch (Exception e) {
            return "";
        }
    }

    @Test
    void shouldSendTheTrafficBackWhenTheDiskIsFull() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "prlimit (of util-linux) limits the size of files");
        WorkflowRun run = start(
                "built-in",
                world.promotionFile(ROLLOUT.replace("20, for: 300ms", "20, for: 30m"))
                        .replace("every: 100ms", "every: 10ms"));
        world.awaitSplit("80/20");
        Path journal = journal(run);
        // So many looks that the journal is by far the longest file that is written.
        TwoSlots.await(() -> journal.toFile().length() > LONGEST_OTHER_FILE, "a long journal");
        limitFiles(Files.size(journal) + 10);
        try {
            TwoSlots.await(() -> world.split().equals("100/0"), "traffic that is back");
            jenkins.waitForCompletion(run);
        } finally {
            limitFiles(-1);
        }
        jenkins.assertBuildStatus(Result.FAILURE, run);
        jenkins.assertLogContains("cannot write", run);
        jenkins.assertLogContains("to the journal", run);
        assertThat(world.splits()).containsExactly("80/20", "100/0");
        jenkins.waitUntilNoActivity();
        assertThat(results(run)).containsExactly("NEEDS_A_PERSON");
        assertThat(recorded()).containsExactly("NEEDS_A_PERSON");
        // The next one may go on: what is dead holds nothing.
        run.getParent().setDefinition(definition("built-in", world.promotionFile(ROLLOUT)));
        jenkins.buildAndAssertSuccess(run.getParent());
        assertThat(recorded()).containsExactly("SUCCEEDED", "NEEDS_A_PERSON");
    }

    /** The results that the job's page tells, newest first. */
    private List<String> recorded() throws Exception {
        List<String> results = new ArrayList<>();
        for (Object deployment : jenkins.getJSON("job/storefront/promotion/api/json?depth=2")
                .getJSONObject()
                .getJSONArray("deployments")) {
            results.add(((JSONObject) deployment).getString("result"));
        }
        return results;
    }

    /** As on a full disk: where the journals of the build belong, nothing can be written. */
    @Test
    void shouldBeginNothingWhenTheJournalCannotBeBegun() throws Exception {
        world.holdAt("wait", false);
        WorkflowRun run = startAfter("wait");
        TwoSlots.await(world::isReached, "a build that waits");
        Files.createSymbolicLink(run.getRootDir().toPath().resolve("promotion"), Path.of("nowhere"));
        world.letGo();
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("preflightCheck: cannot open the journal", run);
        jenkins.assertLogContains("autoRollback: cannot open the journal", run);
        jenkins.assertLogContains("make room on the controller's disk", run);
        jenkins.assertLogNotContains("\tat ", run);
        jenkins.assertLogNotContains("never", run);
        assertThat(run.getAction(DeploymentsAction.class)).isNull();
        assertThat(EnvironmentHolders.of("storefront/production")).isEmpty();
    }

    private WorkflowRun startAfter(String request) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "storefront");
        job.setDefinition(new CpsFlowDefinition("""
                node {
                  writeFile file: 'promotion.yaml', text: '''%s'''
                  sh 'curl -sf %s'
                  catchError { preflightCheck environment: 'production', release: 'v2' }
                  autoRollback(environment: 'production', release: 'v2') { echo 'never' }
                }
                """.formatted(world.promotionFile(""), world.address(request)), true));
        return job.scheduleBuild2(0).waitForStart();
    }

    @Test
    void shouldLeaveNothingAtWorkThatTheIndexCouldNotKeep() throws Exception {
        world.holdAt("wait", false);
        WorkflowRun run = startAfter("wait");
        TwoSlots.await(world::isReached, "a build that waits");
        Path index = jenkins.jenkins.getRootDir().toPath().resolve("environment-promotion/index");
        Util.deleteRecursive(index.toFile());
        Files.writeString(index, "in the way");
        world.letGo();
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        jenkins.assertLogNotContains("never", run);

        IndexRebuild.get().start();
        TwoSlots.await(() -> !IndexRebuild.get().progress().running(), "an index that is made anew");
        assertThat(recorded()).isNotEmpty().containsOnly("FAILED");
    }

    private static Path journal(WorkflowRun run) throws IOException {
        try (Stream<Path> files = Files.walk(run.getRootDir().toPath())) {
            return files.filter(file -> file.endsWith("journal.jsonl"))
                    .findAny()
                    .orElseThrow();
        }
    }

    /** The longest file that this process may write; -1 for any. */
    private static void limitFiles(long bytes) throws Exception {
        String limit = bytes < 0 ? "unlimited" : Long.toString(bytes);
        int exit = new ProcessBuilder(
                        "/usr/bin/prlimit",
                        "--pid",
                        Long.toString(ProcessHandle.current().pid()),
                        "--fsize=" + limit + ":")
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).isZero();
    }

    @Test
    void shouldTellABusyProviderFromAnAbsentCredential() throws Exception {
        WorkflowRun run = start("built-in", world.promotionFile("""
                secrets: [{ name: db-password, credential: database, store: { file: { path: store.json, keyFile: key } } }]
                """));
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("an answer from the provider of credentials", run);
        jenkins.assertLogContains("try again later", run);
        jenkins.assertLogNotContains("add it at Manage Jenkins", run);
        assertThat(world.splits()).isEmpty();
    }

    /** Answers as a cloud does that is asked too often. */
    @TestExtension("shouldTellABusyProviderFromAnAbsentCredential")
    public static final class BusyProvider extends CredentialsProvider {
        @Override
        public <C extends Credentials> List<C> getCredentialsInItemGroup(
                Class<C> type,
                ItemGroup itemGroup,
                Authentication who,
                List<com.cloudbees.plugins.credentials.domains.DomainRequirement> requirements) {
            throw new IllegalStateException("ThrottlingException: Rate exceeded");
        }
    }
}
