package io.jenkins.plugins.promotion.host;

import io.jenkins.plugins.promotion.Messages;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.config.Environment;
import io.jenkins.plugins.promotion.engine.config.SourceFolder;
import io.jenkins.plugins.promotion.engine.finding.Finding;
import io.jenkins.plugins.promotion.engine.network.NetworkPolicy;
import io.jenkins.plugins.promotion.engine.network.WebClient;
import io.jenkins.plugins.promotion.engine.preflight.Check;
import io.jenkins.plugins.promotion.engine.preflight.CheckContext;
import io.jenkins.plugins.promotion.engine.preflight.checks.Checks;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A check of the promotion file that looks from the agent, at its files and its network. */
final class AgentCheck implements Check {
    private final Agent agent;
    private final Look look;
    private final Check here;

    AgentCheck(Agent agent, Choice choice, String environment, String release) {
        this.agent = agent;
        this.look = new Look(SentChoice.of(choice), environment, release);
        // Only asked for its subject and its timeout.
        this.here = look.check(Path.of("."));
    }

    @Override
    public String subject() {
        return here.subject();
    }

    @Override
    public List<Finding> run() throws Exception {
        try {
            return agent.run(look);
        } catch (LostAgentException e) {
            return List.of(Finding.error(
                    "agent", subject(), Messages.Agent_atWork(), e.getMessage(), Messages.Agent_lookAtIt()));
        }
    }

    @Override
    public Duration timeout() {
        return here.timeout();
    }

    private record Look(SentChoice choice, String environment, String release) implements Work<ArrayList<Finding>> {

        @Override
        public ArrayList<Finding> run(Path workspace) throws Exception {
            return new ArrayList<>(check(workspace).run());
        }

        private Check check(Path workspace) {
            return Checks.of(
                    choice.choice(),
                    new CheckContext(
                            named(environment),
                            release,
                            new SourceFolder(workspace),
                            workspace,
                            Clock.systemUTC(),
                            new WebClient(NetworkPolicy.open())));
        }

        /** Chosen checks know the name of their environment only. */
        private static Environment named(String name) {
            return new Environment(
                    name,
                    0,
                    null,
                    Map.of(),
                    new Environment.Configuration(List.of(), Optional.empty(), List.of(), Optional.empty()),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    null,
                    null,
                    null,
                    List.of());
        }
    }
}
