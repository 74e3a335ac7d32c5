package io.jenkins.plugins.promotion.host;

import hudson.Launcher;
import hudson.Proc;
import hudson.model.TaskListener;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.health.CommandRunner;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Runs the repository's commands in the workspace, through the launcher of the step, which may be that of a container. */
final class AgentCommands implements CommandRunner {
    private final StepContext context;
    private final Agent agent;
    private final Map<String, String> variables;

    AgentCommands(StepContext context, Agent agent, Map<String, String> variables) {
        this.context = context;
        this.agent = agent;
        this.variables = variables;
    }

    @Override
    public Result run(String command, Map<String, String> environment, Duration timeout)
            throws IOException, TimeoutException, InterruptedException {
        Launcher launcher = context.get(Launcher.class);
        if (launcher == null) {
            throw new IOException(Messages.Agent_noWorkspace());
        }
        KeptOutput output = new KeptOutput();
        // Quiet: the environment may hold secret values, and the command is no news.
        Proc process = LostAgentException.telling(() -> launcher.launch()
                .cmds("sh", "-c", command)
                .envs(merged(environment))
                .pwd(agent.workspace())
                .stdout(output)
                .quiet(true)
                .start());
        return new Result(await(process, timeout), output.text());
    }

    private Map<String, String> merged(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(variables);
        all.putAll(environment);
        return all;
    }

    private static int await(Proc process, Duration timeout)
            throws IOException, TimeoutException, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        // No listener hears of the time-out: the caller reports it.
        int code = LostAgentException.telling(
                () -> process.joinWithTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS, TaskListener.NULL));
        if (System.nanoTime() >= end) {
            throw new TimeoutException("no end within " + timeout.toSeconds() + " s");
        }
        return code;
    }

    /** The last 64 KiB of what a command prints. */
    private static final class KeptOutput extends OutputStream {
        private static final int KEPT = 64 * 1024;

        private byte[] bytes = new byte[2 * KEPT];
        private int length;

        @Override
        public synchronized void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] more, int offset, int count) {
            int from = Math.max(0, count - KEPT);
            if (length + count - from > bytes.length) {
                int kept = Math.min(length, KEPT);
                System.arraycopy(bytes, length - kept, bytes, 0, kept);
                length = kept;
            }
            System.arraycopy(more, offset + from, bytes, length, count - from);
            length += count - from;
        }

        synchronized String text() {
            int from = Math.max(0, length - KEPT);
            return new String(bytes, from, length - from, StandardCharsets.UTF_8);
        }
    }
}
