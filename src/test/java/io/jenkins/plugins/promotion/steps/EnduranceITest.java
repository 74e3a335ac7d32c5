package io.jenkins.plugins.promotion.steps;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import io.jenkins.plugins.promotion.ManyEnvironments;
import io.jenkins.plugins.promotion.TwoSlots;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.DataBoundConstructor;

/** Hundreds of deployments that wait at once cost next to nothing. */
@WithJenkins
class EnduranceITest {
    private static final int BUILDS = 10;
    private static final int BRANCHES = 50;
    private static final int DEPLOYMENTS = BUILDS * BRANCHES;

    private static final int AT_ONCE = 10;

    /** What looks after all of them: a pool for waking up, a request for each of it, and the timer; the same for thousands. */
    private static final int MORE_THREADS = 128;

    /** Half of it is what Jenkins keeps for the log of any step that waits. */
    private static final int MOST_BYTES_EACH = 50 * 1024;

    @Test
    void shouldSoakFiveHundredDeploymentsWithoutAThreadAndWithLittleMemory(JenkinsRule jenkins) throws Exception {
        jenkins.jenkins.setNumExecutors(BUILDS);
        try (ManyEnvironments environments = new ManyEnvironments(DEPLOYMENTS)) {
            List<WorkflowRun> runs = new ArrayList<>();
            for (int i = 0; i < BUILDS; i++) {
                runs.add(start(jenkins, environments, i));
            }
            TwoSlots.await(() -> StandStillStep.STANDING.size() == DEPLOYMENTS, DEPLOYMENTS + " branches");
            int threadsBefore = ManagementFactory.getThreadMXBean().getThreadCount();
            // The first ones load what all share.
            letGo(environments, 0, AT_ONCE);
            environments.awaitSwitched(AT_ONCE, 3);
            long bytesBefore = liveBytes();

            letGo(environments, AT_ONCE, DEPLOYMENTS);
            environments.awaitSwitched(DEPLOYMENTS, 3);
            ManagementFactory.getThreadMXBean().resetPeakThreadCount();
            long bytesEarly = liveBytes();
            environments.awaitSwitched(DEPLOYMENTS, 9);
            long bytesLate = liveBytes();
            int threadsAtMost = ManagementFactory.getThreadMXBean().getPeakThreadCount();

            long bytesOfALook = (bytesLate - bytesEarly) / DEPLOYMENTS / 6;
            long bytesEach = (bytesEarly - bytesBefore) / (DEPLOYMENTS - AT_ONCE);
            System.out.printf(
                    "{\"soaking\": %d, \"threads\": {\"before\": %d, \"atMost\": %d}, \"bytesEach\": %d, \"bytesOfALook\": %d}%n",
                    DEPLOYMENTS, threadsBefore, threadsAtMost, bytesEach, bytesOfALook);
            assertThat(threadsAtMost - threadsBefore).isLessThan(MORE_THREADS);
            assertThat(bytesEach).isBetween(1L, (long) MOST_BYTES_EACH);
            for (WorkflowRun run : runs) {
                run.doKill();
                jenkins.waitForCompletion(run);
            }
        } finally {
            StandStillStep.STANDING.clear();
        }
    }

    /** Not all at once: what is measured is how they wait. */
    private static void letGo(ManyEnvironments environments, int from, int to) throws InterruptedException {
        List<StepContext> standing = List.copyOf(StandStillStep.STANDING);
        for (int i = from; i < to; i++) {
            environments.awaitSwitched(i - AT_ONCE, 1);
            standing.get(i).onSuccess(null);
        }
    }

    /** Its branches stand still before they begin to switch. */
    private static WorkflowRun start(JenkinsRule jenkins, ManyEnvironments environments, int build) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job-" + build);
        FilePath workspace = jenkins.jenkins.getWorkspaceFor(job);
        for (int i = build * BRANCHES; i < (build + 1) * BRANCHES; i++) {
            workspace.child(i + ".yaml").write(environments.file(i, "{ soak: 1h }"), "UTF-8");
        }
        job.addProperty(new DurabilityHintJobProperty(FlowDurabilityHint.PERFORMANCE_OPTIMIZED));
        job.setDefinition(new CpsFlowDefinition("""
                node {
                  def branches = [:]
                  for (int i = %d; i < %d; i++) {
                    String number = "${i}"
                    branches[number] = {
                      standStill()
                      blueGreenSwitch environment: 'production', release: 'v2', file: "${number}.yaml"
                    }
                  }
                  parallel branches
                }
                """.formatted(build * BRANCHES, (build + 1) * BRANCHES), true));
        return job.scheduleBuild2(0).waitForStart();
    }

    /** While they wait: a look that is under way at the moment of one reading is not at that of all. */
    private static long liveBytes() throws JMException {
        return Math.min(liveBytesNow(), Math.min(liveBytesNow(), liveBytesNow()));
    }

    /** Of the objects that something refers to: what the JVM's class histogram counts after a full collection. */
    private static long liveBytesNow() throws JMException {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        String total = histogram.substring(histogram.lastIndexOf("Total"));
        return Long.parseLong(total.strip().split("\\s+")[2]);
    }

    /** Stands still until the test lets it go. */
    public static final class StandStillStep extends Step {
        static final Queue<StepContext> STANDING = new ConcurrentLinkedQueue<>();

        @DataBoundConstructor
        public StandStillStep() {
            // Nothing to say.
        }

        @Override
        public StepExecution start(StepContext context) {
            return new Execution(context);
        }

        private static final class Execution extends StepExecution {
            private static final long serialVersionUID = 1L;

            Execution(StepContext context) {
                super(context);
            }

            @Override
            public boolean start() {
                STANDING.add(getContext());
                return false;
            }
        }

        @TestExtension
        public static final class DescriptorImpl extends StepDescriptor {
            @Override
            public String getFunctionName() {
                return "standStill";
            }

            @Override
            public Set<? extends Class<?>> getRequiredContext() {
                return Set.of();
            }
        }
    }
}
