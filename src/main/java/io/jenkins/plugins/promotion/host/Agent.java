package io.jenkins.plugins.promotion.host;

import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import jenkins.MasterToSlaveFileCallable;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** The machine that a step's workspace is on; asked for anew each time, because its connection may come and go. */
final class Agent {
    private final StepContext context;

    Agent(StepContext context) {
        this.context = context;
    }

    FilePath workspace() throws IOException, InterruptedException {
        FilePath workspace = context.get(FilePath.class);
        if (workspace == null) {
            throw new IOException(Messages.Agent_noWorkspace());
        }
        return workspace;
    }

    /** Whether the workspace can be reached now; after a restart its agent may still be on its way. */
    boolean isThere() throws InterruptedException {
        try {
            FilePath workspace = context.get(FilePath.class);
            return workspace != null && workspace.getChannel() != null;
        } catch (IOException e) {
            // Its node is not back yet.
            return false;
        }
    }

    /**
     * Does the work there.
     *
     * @throws PromotionException as the work threw it
     * @throws IOException as the work threw it
     * @throws LostAgentException if the agent was lost
     */
    <T> T run(Work<T> work) throws PromotionException, IOException, InterruptedException {
        WorkResult<T> result = LostAgentException.telling(() -> workspace().act(new Call<>(work)));
        if (result.findings() != null) {
            throw new PromotionException(result.findings());
        }
        return result.value();
    }

    /** As {@link #run}, for callers that have a way of their own to tell that the agent was lost. */
    <T> T runOr(String lost, Work<T> work) throws PromotionException, InterruptedException {
        try {
            return run(work);
        } catch (IOException e) {
            throw new PromotionException(
                    Finding.error(
                            "agent",
                            lost,
                            Messages.Agent_atWork(),
                            String.valueOf(e.getMessage()),
                            Messages.Agent_lookAtIt()),
                    e);
        }
    }

    private static final class Call<T> extends MasterToSlaveFileCallable<WorkResult<T>> {
        private static final long serialVersionUID = 1L;

        private final Work<T> work;

        Call(Work<T> work) {
            this.work = work;
        }

        @Override
        public WorkResult<T> invoke(File workspace, VirtualChannel channel) throws IOException, InterruptedException {
            try {
                return new WorkResult<>(work.run(workspace.toPath()), null);
            } catch (PromotionException e) {
                return new WorkResult<>(null, new ArrayList<>(e.findings()));
            } catch (IOException | InterruptedException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }
}
