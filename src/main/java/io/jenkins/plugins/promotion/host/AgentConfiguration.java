package io.jenkins.plugins.promotion.host;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.promotion.engine.config.Choice;
import io.jenkins.plugins.promotion.engine.config.ConfigurationTarget;
import io.jenkins.plugins.promotion.engine.config.EffectiveConfiguration;
import io.jenkins.plugins.promotion.engine.config.targets.ConfigurationTargets;
import io.jenkins.plugins.promotion.engine.finding.PromotionException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Configuration that is published on the agent's machine, never on the controller's. */
final class AgentConfiguration implements ConfigurationTarget {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Agent agent;
    private final SentChoice choice;

    AgentConfiguration(Agent agent, Choice choice) {
        this.agent = agent;
        this.choice = SentChoice.of(choice);
    }

    @Override
    public Version publish(EffectiveConfiguration configuration) throws PromotionException, InterruptedException {
        return call(new Publish(choice, configuration.canonical()));
    }

    @Override
    public Optional<Version> current() throws PromotionException, InterruptedException {
        return Optional.ofNullable(call(new Current(choice)));
    }

    @Override
    public List<Version> versions() throws PromotionException, InterruptedException {
        return call(new Versions(choice));
    }

    @Override
    public EffectiveConfiguration read(String id) throws PromotionException, InterruptedException {
        return configuration(call(new Read(choice, id)), "version " + id);
    }

    @Override
    public void restore(String id) throws PromotionException, InterruptedException {
        call(new Restore(choice, id));
    }

    @Override
    public void withdraw() throws PromotionException, InterruptedException {
        call(new Restore(choice, ""));
    }

    @Override
    public String describe() {
        return choice.kind() + " on the agent";
    }

    private <T> T call(Work<T> work) throws PromotionException, InterruptedException {
        return agent.runOr("configuration", work);
    }

    private static EffectiveConfiguration configuration(String canonical, String source) throws PromotionException {
        try {
            return EffectiveConfiguration.published((ObjectNode) JSON.readTree(canonical), source);
        } catch (IOException e) {
            throw new IllegalStateException("written from JSON a moment ago", e);
        }
    }

    /** One call of the target, opened for it. */
    private interface Call<T> extends Work<T> {
        SentChoice choice();

        T call(ConfigurationTarget target) throws PromotionException, InterruptedException;

        @Override
        default T run(Path workspace) throws PromotionException, InterruptedException {
            return call(new ConfigurationTargets(workspace, Clock.systemUTC()).open(choice().choice()));
        }
    }

    private record Publish(SentChoice choice, String canonical) implements Call<Version> {
        @Override
        public Version call(ConfigurationTarget target) throws PromotionException, InterruptedException {
            return target.publish(configuration(canonical, "this deployment"));
        }
    }

    private record Current(SentChoice choice) implements Call<Version> {
        @Override
        public Version call(ConfigurationTarget target) throws PromotionException, InterruptedException {
            return target.current().orElse(null);
        }
    }

    private record Versions(SentChoice choice) implements Call<List<Version>> {
        @Override
        public List<Version> call(ConfigurationTarget target) throws PromotionException, InterruptedException {
            return new ArrayList<>(target.versions());
        }
    }

    private record Read(SentChoice choice, String id) implements Call<String> {
        @Override
        public String call(ConfigurationTarget target) throws PromotionException, InterruptedException {
            return target.read(id).canonical();
        }
    }

    /** @param id empty for none */
    private record Restore(SentChoice choice, String id) implements Call<Boolean> {
        @Override
        public Boolean call(ConfigurationTarget target) throws PromotionException, InterruptedException {
            if (id.isEmpty()) {
                target.withdraw();
            } else {
                target.restore(id);
            }
            return true;
        }
    }
}
